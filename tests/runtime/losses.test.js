// What no learner may lose: an answer to a limit, work to a second window, another activity or damage.

import assert from 'node:assert/strict'
import test from 'node:test'
import { merged } from '../../builder/runtime/join.js'
import { fresh } from '../../builder/runtime/state.js'
import { Browser, NAMES, RIGHT, STANDARDS, Server, WRONG, courseData } from './visit.js'

const idsOf = tracks => Object.keys(tracks).filter(name => /interactions\.\d+\.id$/.test(name))
  .map(name => tracks[name].split('.').at(-1))

/** A question whose right answer, with its accents, takes more bytes than are kept. */
const accented = () => {
  const data = courseData('scorm12')
  data.questions['q-text'].accept = ['democratie eclairee']
  return data
}
const launched = data => {
  const visit = new Browser().launch(data, new Server())
  visit.session.visit('quiz-tout')
  return visit
}

test('a right answer that is too long to be kept is right, and kept as the form accepted', () => {
  for (const typed of ['Démocratie éclairée', ' Démocratie  éclairée ', 'Démocratie éclairée'.normalize('NFD')]) {
    const { session } = launched(accented())
    const { fraction, response, tries } = session.answer('q-text', typed)
    assert.deepEqual([fraction, response, tries], [1, 'democratie eclairee', 1], typed)
  }
})

test('a wrong answer that is too long is refused: no try is spent, nothing is cut', () => {
  const { session, count } = launched(accented())
  assert.equal(session.answer('q-text', 'é'.repeat(11)), null)
  assert.equal(session.answer('q-text', 'xxxxxxxxxxxxxxx🧑🏽‍🤝‍🧑🏻'), null)
  assert.equal(session.question('q-text').tries, 0)
  assert.equal(session.answer('q-text', 'é'.repeat(10)).tries, 1)
})

test('a quiz counts as seen once its graded questions have an answer, right or not', () => {
  const visit = launched(courseData('scorm12'))
  visit.session.visit('avant')
  assert.deepEqual(['avant', 'quiz-tout'].map(screen => visit.session.seen(screen)), [true, false])
  visit.play(WRONG)
  assert.equal(visit.session.seen('quiz-tout'), true)
})

test('decomposed letters and spaces take no room', () => {
  const { session } = launched(accented())
  const { response } = session.answer('q-text', `  ${'é'.repeat(8).normalize('NFD')}   é `)
  assert.equal(response, `${'é'.repeat(8)} é`.normalize('NFC'))
})

test('a blank that is too long is refused with its passage', () => {
  const { session } = launched(courseData('scorm12'))
  assert.equal(session.answer('q-cloze', { a: 'x'.repeat(300), b: 'x' }), null)
  assert.equal(session.question('q-cloze').tries, 0)
})

for (const standard of STANDARDS) {
  const name = NAMES[standard]
  const data = () => courseData(standard)

  test(`${standard}: two windows on one attempt: what each did is kept, the grade never falls`, () => {
    const [browser, server] = [new Browser(), new Server()]
    const first = browser.launch(data(), server)
    first.session.visit('quiz-tout')
    const second = browser.launch(data(), server)
    first.play({ 'q-single': 'b', 'q-true': 'true' })
    const raw = Number(server.tracks[name.raw])
    second.session.visit('quiz-tout')
    second.play({ 'q-multiple': ['b'] })
    assert.equal(Number(server.tracks[name.raw]), raw)
    assert.deepEqual(idsOf(server.tracks), ['q-single', 'q-true', 'q-multiple'])
    first.play({ 'q-numeric': '3,5' })
    second.close()
    first.close()
    assert.deepEqual(idsOf(server.tracks), ['q-single', 'q-true', 'q-multiple', 'q-numeric'])
    assert.deepEqual([...first.refused, ...second.refused], [])
    const again = browser.launch(data(), server)
    for (const id of ['q-single', 'q-true', 'q-numeric']) assert.equal(again.session.question(id).fraction, 1, id)
    assert.equal(again.session.question('q-multiple').tries, 1)
    assert.ok(Number(server.tracks[name.raw]) > raw)
  })

  test(`${standard}: two windows on one question: the better answer and all tries count`, () => {
    const [browser, server] = [new Browser(), new Server()]
    const first = browser.launch(data(), server)
    first.session.visit('quiz-tout')
    const second = browser.launch(data(), server)
    first.play({ 'q-single': 'b' })
    second.play({ 'q-single': 'a' })
    assert.equal(second.session.question('q-single').fraction, 1)
    second.close()
    assert.equal(browser.launch(data(), server).session.question('q-single').response, 'b')
  })

  test(`${standard}: another activity of the package leaves unsent work alone`, () => {
    const [browser, server] = [new Browser(), new Server()]
    const visit = browser.launch(data(), server)
    visit.session.visit('quiz-tout')
    server.failing = 'cut'
    visit.play({ 'q-true': 'true' })
    visit.close()
    server.failing = null
    const other = browser.launch(data(), new Server())
    other.session.visit('avant')
    assert.equal(other.session.question('q-true').tries, 0)
    other.close()
    const review = browser.launch(data(), new Server({ tracks: { [name.status]: 'passed',
      'cmi.core.lesson_status': 'passed', 'cmi.completion_status': 'completed' } }))
    assert.equal(review.session.mode, 'review')
    assert.equal(review.session.question('q-true').tries, 0, 'nor is it shown elsewhere')
    assert.equal(browser.launch(data(), server).session.question('q-true').fraction, 1)
  })

  test(`${standard}: copies of the last five attempts are kept`, () => {
    const browser = new Browser()
    for (let n = 0; n < 8; n++) {
      const visit = browser.launch(data(), new Server())
      visit.session.visit('avant')
      visit.close()
    }
    assert.equal([...browser.kept.keys()].filter(key => key.includes('/state/')).length, 5)
  })

  test(`${standard}: damaged data are not a new attempt: this browser's copy goes on, and it is said`, () => {
    for (const damage of [text => text.slice(0, -3), text => `${text.slice(0, 4)}?${text.slice(5)}`]) {
      const [browser, server] = [new Browser(), new Server()]
      const visit = browser.launch(data(), server)
      visit.session.visit('quiz-tout')
      visit.play({ 'q-single': 'b', 'q-true': 'true' })
      visit.close()
      server.tracks[name.suspend] = damage(server.tracks[name.suspend])
      const again = browser.launch(data(), server)
      assert.equal(again.session.damage, 'recovered')
      assert.equal(again.session.location, 'quiz-tout')
      assert.equal(again.session.question('q-true').fraction, 1)
      again.session.visit('quiz-tout')
      again.close()
      assert.equal(new Browser().launch(data(), server).session.question('q-true').fraction, 1)
      assert.deepEqual(again.refused, [])
      server.tracks[name.suspend] = damage(server.tracks[name.suspend])
      assert.equal(new Browser().launch(data(), server).session.damage, 'damaged')
    }
  })

  test(`${standard}: a refused grade or status is not saved, and a refused report is no matter`, context => {
    const said = context.mock.method(console, 'error', () => {})
    const isFatal = element => {
      const visit = new Browser().launch(data(), new Server(), (window, api) => {
        const call = standard === 'scorm12' ? 'LMSSetValue' : 'SetValue'
        const real = api[call]
        api[call] = (one, value) => one === element ? 'false' : real(one, value)
      })
      visit.session.visit('quiz-tout')
      visit.play({ 'q-single': 'b' })
      return visit.heard.at(-1).state === 'lost'
    }
    const statuses = standard === 'scorm12' ? ['cmi.core.lesson_status'] : ['cmi.completion_status', 'cmi.success_status']
    for (const element of [name.raw, name.suspend, ...statuses]) assert.equal(isFatal(element), true, element)
    const before = said.mock.callCount()
    assert.equal(isFatal('cmi.interactions.0.result'), false)
    assert.ok(said.mock.callCount() > before)
  })

  test(`${standard}: back from the page cache, all is told again to an LMS that begins anew`, () => {
    const [browser, server] = [new Browser(), new Server()]
    const visit = browser.launch(data(), server)
    visit.session.visit('avant')
    visit.session.visit('quiz-tout')
    visit.play({ 'q-single': 'b', 'q-true': 'true' })
    const raw = server.tracks[name.raw]
    visit.close()
    for (const element of Object.keys(server.tracks)) if (/interactions/.test(element)) delete server.tracks[element]
    visit.restore()
    if (standard === 'scorm2004') return // its API object ends with Terminate
    visit.play({ 'q-numeric': '3,5' })
    assert.deepEqual(idsOf(server.tracks), ['q-single', 'q-true', 'q-numeric'])
    assert.ok(Number(server.tracks[name.raw]) > Number(raw))
    assert.deepEqual(visit.refused, [])
  })
}

test('scorm12: what is posted to be changed back claims nothing that is not so', () => {
  const server = new Server()
  const visit = new Browser().launch(courseData('scorm12'), server)
  visit.session.visit('avant')
  visit.session.visit('quiz-tout')
  server.failing = 'cut'
  visit.play(RIGHT)
  server.failing = null
  const before = server.posts.length
  visit.heard.at(-1).retry()
  const said = server.posts.slice(before).map(({ delta }) => delta)
  assert.equal(said.length, 2)
  assert.equal(said[0]['cmi.core.lesson_status'], 'completed')
  assert.equal(said[0]['cmi.core.score.raw'], 99.99)
  assert.equal(said[0]['cmi.interactions.0.time'].slice(0, 8), said[1]['cmi.interactions.0.time'])
  assert.equal(said[1]['cmi.core.lesson_status'], 'passed')
  assert.equal(server.tracks['cmi.core.score.raw'], 100)
})

test('scorm12: only what was posted already is changed and changed back', () => {
  const server = new Server()
  const visit = new Browser().launch(courseData('scorm12'), server)
  visit.session.visit('quiz-tout')
  server.failing = 'cut'
  visit.play({ 'q-single': 'b' })
  server.failing = null
  const before = server.posts.length
  visit.play({ 'q-true': 'true' })
  const [first] = server.posts.slice(before).map(({ delta }) => delta)
  assert.equal('cmi.interactions.0.result' in first, true)
  assert.equal('cmi.interactions.1.result' in first, false)
})

test('what two windows did comes together the same from either side, and once is enough', () => {
  const { questions } = courseData('scorm12')
  const answer = (tries, response, index = null) => ({ tries, index, response })
  const one = { ...fresh(7), counter: 4, seconds: 90, best: 20, final: 0, seen: new Set(['avant']),
    answers: { 'q-single': answer(1, 'a', 0), 'q-true': answer(1, 'true', 1), 'q-likert': answer(0, '3') } }
  const two = { ...fresh(7), counter: 9, seconds: 60, best: null, final: 1, seen: new Set(['quiz-tout']),
    answers: { 'q-single': answer(2, 'b', 0), 'q-numeric': answer(1, '3,5', 2) } }
  const sum = merged(one, two, questions)
  assert.deepEqual(sum.answers['q-single'], answer(2, 'b', 0))
  assert.deepEqual(Object.keys(sum.answers).sort(), ['q-likert', 'q-numeric', 'q-single', 'q-true'])
  assert.deepEqual([sum.counter, sum.seconds, sum.best, sum.final], [9, 90, 20, 1])
  assert.deepEqual([...sum.seen].sort(), ['avant', 'quiz-tout'])
  assert.deepEqual(merged(two, one, questions).answers, sum.answers)
  assert.deepEqual(merged(sum, two, questions).answers, sum.answers)
})
