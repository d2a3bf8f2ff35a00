import assert from 'node:assert/strict'
import test from 'node:test'
import { Browser, NAMES, RIGHT, STANDARDS, Server, WRONG, courseData } from './visit.js'

const started = (standard, tracking) => {
  const server = new Server()
  const visit = new Browser().launch(courseData(standard, tracking), server)
  visit.session.visit('avant')
  return { server, visit, tracks: server.tracks, name: NAMES[standard] }
}
const interactions = tracks => Object.keys(tracks).filter(name => /interactions\.\d+\.id$/.test(name)).map(name => tracks[name])

for (const standard of STANDARDS) {
  test(`${standard}: the first launch is light, and incomplete before anything else`, () => {
    const { visit, tracks } = started(standard)
    const [first] = visit.calls.filter(({ call }) => call.endsWith('SetValue'))
    assert.deepEqual(first.args[1], 'incomplete')
    assert.ok(visit.count('SetValue') <= 15, `${visit.count('SetValue')} SetValue`)
    assert.equal(visit.count('Commit'), 1)
    assert.deepEqual(visit.refused, [])
    assert.equal(Object.keys(tracks).some(name => name.includes('score')), false, 'no grade of 0 for opening')
  })

  test(`${standard}: all right passes, with 100, and nothing is refused`, () => {
    const { visit, tracks, name } = started(standard)
    visit.session.visit('quiz-tout')
    assert.deepEqual(visit.play(RIGHT), Object.keys(RIGHT).map(() => 1))
    visit.session.keep('q-likert', '5')
    visit.session.keep('q-reflection')
    visit.close()
    assert.deepEqual(visit.refused, [])
    assert.equal(tracks[name.status], 'passed')
    assert.equal(Number(tracks[name.raw]), 100)
    assert.equal(interactions(tracks).length, 9)
    assert.deepEqual(visit.session.score(), { raw: 100, now: 100, answered: true, spent: true, complete: true, passed: true, failed: false })
  })

  test(`${standard}: all wrong stays incomplete until every try is spent`, () => {
    const { visit, tracks, name } = started(standard, { failed: true })
    visit.session.visit('quiz-tout')
    visit.play(WRONG)
    assert.notEqual(tracks[name.status], 'failed')
    visit.play(WRONG)
    assert.equal(tracks[name.status], 'failed')
    assert.equal(Number(tracks[name.raw]), 0)
    assert.equal(tracks[`cmi.interactions.0.result`], name.wrong)
    assert.deepEqual(visit.refused, [])
  })

  test(`${standard}: where the author does not want failed, it is never said`, () => {
    const { visit, tracks, name } = started(standard, { failed: false })
    visit.play(WRONG)
    visit.play(WRONG)
    assert.notEqual(tracks[name.status], 'failed')
    assert.equal(visit.session.score().failed, false)
  })

  test(`${standard}: a retry overwrites its interaction with the try that counts`, () => {
    const { visit, tracks, name } = started(standard)
    visit.play({ 'q-multiple': ['a'] })
    assert.equal(tracks['cmi.interactions.0.result'], '0.50')
    visit.play({ 'q-multiple': ['b'] })
    assert.equal(tracks['cmi.interactions.0.result'], '0.50', 'the better try counts')
    assert.deepEqual(visit.session.question('q-multiple'), { tries: 2, triesLeft: 0, response: ['a'], fraction: 0.5, done: true })
    visit.play({ 'q-single': 'a' })
    visit.play({ 'q-single': 'b' })
    assert.equal(tracks['cmi.interactions.1.result'], 'correct')
    assert.equal(tracks[`cmi.interactions.1.${name.response}`], 'b')
    assert.equal(interactions(tracks).length, 2)
    assert.deepEqual(visit.refused, [])
  })

  test(`${standard}: one commit for each thing the learner does`, () => {
    const { visit } = started(standard)
    visit.session.visit('quiz-tout')
    visit.play({ 'q-single': 'b', 'q-true': 'true' })
    visit.session.keep('q-likert', '4')
    assert.equal(visit.count('Commit'), 5)
  })

  test(`${standard}: an answer is committed before its mark is known`, () => {
    const { visit } = started(standard)
    const before = visit.count('Commit')
    visit.session.answer('q-single', 'b')
    assert.equal(visit.count('Commit'), before + 1)
  })

  test(`${standard}: opinions are told to nobody`, () => {
    const { visit } = started(standard)
    visit.session.keep('q-likert', '7')
    visit.session.keep('q-reflection')
    const told = visit.calls.filter(({ call }) => call.endsWith('SetValue')).map(({ args }) => args[0])
    assert.deepEqual(told.filter(name => /interactions|score|comments/.test(name)), [])
    assert.equal(visit.session.question('q-likert').response, '7')
    assert.equal(visit.session.question('q-reflection').done, true)
  })

  test(`${standard}: the best score is kept, whatever a new version makes of it`, () => {
    const server = new Server()
    const browser = new Browser()
    const first = browser.launch(courseData(standard), server)
    first.session.visit('quiz-tout')
    first.play({ 'q-single': 'b', 'q-true': 'true' })
    const best = Number(server.tracks[NAMES[standard].raw])
    first.close()
    const changed = courseData(standard)
    changed.questions['q-single'].answer = 'a'
    const second = browser.launch(changed, server)
    second.session.visit('quiz-tout')
    assert.equal(Number(server.tracks[NAMES[standard].raw]), best)
    assert.ok(second.session.score().now < best)
  })

  test(`${standard}: pages, quiz or both complete it, as the author says`, () => {
    for (const [completion, screens, answers, done] of [
      ['pages', ['avant', 'quiz-tout'], {}, false], ['pages', ['avant', 'quiz-tout'], WRONG, true], ['pages', ['avant'], RIGHT, false],
      ['quiz', ['quiz-tout'], RIGHT, true], ['quiz', ['avant', 'quiz-tout'], {}, false],
      ['both', ['quiz-tout'], RIGHT, false], ['both', ['avant', 'quiz-tout'], RIGHT, true]]) {
      const visit = new Browser().launch(courseData(standard, { completion }), new Server())
      for (const screen of screens) visit.session.visit(screen)
      visit.play(answers)
      assert.equal(visit.session.score().complete, done, `${completion} ${screens} ${Object.keys(answers).length}`)
    }
  })

  test(`${standard}: pages without any graded question are worth 100 once seen, nothing before`, () => {
    const data = courseData(standard)
    data.screens = data.screens.slice(0, 1).concat({ ...data.screens[0], id: 'quiz-tout' })
    Object.assign(data, { quizzes: {}, questions: {} })
    const server = new Server()
    const visit = new Browser().launch(data, server)
    visit.session.visit('avant')
    assert.equal(NAMES[standard].raw in server.tracks, false)
    visit.session.visit('quiz-tout')
    assert.equal(Number(server.tracks[NAMES[standard].raw]), 100)
  })

  test(`${standard}: each module has its objective`, () => {
    const { visit, tracks } = started(standard)
    visit.session.visit('quiz-tout')
    visit.play(RIGHT)
    assert.equal(tracks['cmi.objectives.0.id'], 'questions')
    assert.equal(Number(tracks['cmi.objectives.0.score.raw']), 100)
    assert.equal(tracks['cmi.objectives.0.status'] ?? tracks['cmi.objectives.0.success_status'], 'passed')
  })

  test(`${standard}: in browse mode nothing is told`, () => {
    const visit = new Browser().launch(courseData(standard), new Server({ mode: 'browse' }))
    visit.session.visit('quiz-tout')
    assert.deepEqual(visit.play({ 'q-single': 'b' }), [1])
    visit.close()
    assert.equal(visit.session.mode, 'browse')
    assert.equal(visit.count('SetValue'), 0)
    assert.equal(visit.count('Commit'), 0)
  })
}

test('scorm2004: a numeric answer that is no number is not sent as one', () => {
  const { visit, tracks } = started('scorm2004')
  visit.play({ 'q-numeric': 'sept' })
  assert.equal('cmi.interactions.0.learner_response' in tracks, false)
  assert.equal(tracks['cmi.interactions.0.result'], 'incorrect')
  visit.play({ 'q-numeric': '3,55' })
  assert.equal(tracks['cmi.interactions.0.learner_response'], '3.55')
  assert.deepEqual(visit.refused, [])
})

test('scorm12: responses are in the exact format of their type', () => {
  const { visit, tracks } = started('scorm12')
  visit.play(RIGHT)
  const told = Object.keys(RIGHT).map((_, n) => tracks[`cmi.interactions.${n}.student_response`])
  assert.deepEqual(told, ['b', 'a,c', 't', 'a.1,b.2,c.2', 'a,b,c', '3.5', 'fourche', 'GNU, x', 'a.l,b.n,c.l'])
})

test('scorm2004: responses are in the exact format of their type', () => {
  const { visit, tracks } = started('scorm2004')
  visit.play(RIGHT)
  const told = Object.keys(RIGHT).map((_, n) => tracks[`cmi.interactions.${n}.learner_response`])
  assert.deepEqual(told, ['b', 'a[,]c', 'true', 'a[.]1[,]b[.]2[,]c[.]2', 'a[,]b[,]c', '3.5',
    '{lang=fr}fourche', '{lang=fr}GNU[,]{lang=fr}x', 'a[.]l[,]b[.]n[,]c[.]l'])
})
