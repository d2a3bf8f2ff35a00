import assert from 'node:assert/strict'
import test from 'node:test'
import { Browser, NAMES, RIGHT, STANDARDS, Server, courseData } from './visit.js'

const seconds = text => text.startsWith('P')
  ? Number(/([\d.]+)S/.exec(text)[1]) + 60 * Number(/(\d+)M/.exec(text)?.[1] ?? 0)
  : text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

for (const standard of STANDARDS) {
  const name = NAMES[standard]
  const data = () => courseData(standard)

  const begin = (browser = new Browser(), server = new Server()) => {
    const visit = browser.launch(data(), server)
    visit.session.visit('quiz-tout')
    visit.play({ 'q-single': 'b', 'q-multiple': ['a'] })
    return { browser, server, visit }
  }

  test(`${standard}: after closing, place, answers, tries, draw and order come back`, () => {
    const { browser, server, visit } = begin()
    visit.session.keep('q-likert', '6')
    const shuffled = visit.session.shuffle('q-single', ['a', 'b', 'c'], 'option')
    visit.close()
    const again = browser.launch(data(), server)
    assert.equal(again.session.location, 'quiz-tout')
    assert.deepEqual([...again.session.state.seen], ['quiz-tout'])
    assert.deepEqual(again.session.question('q-multiple'), visit.session.question('q-multiple'))
    assert.equal(again.session.question('q-likert').response, '6')
    assert.deepEqual(again.session.shuffle('q-single', ['a', 'b', 'c'], 'option'), shuffled)
    assert.deepEqual(again.session.order('quiz-tout'), visit.session.order('quiz-tout'))
    again.session.visit('quiz-tout')
    again.play({ 'q-true': 'true' })
    assert.equal(server.tracks['cmi.interactions.2.id'], 'questions.quiz-tout.q-true')
    assert.deepEqual(again.refused, [])
  })

  test(`${standard}: after a crash, all but the time since the last answer comes back`, () => {
    const { browser, server, visit } = begin()
    visit.stay(600)
    visit.play({ 'q-true': 'true' })
    const again = browser.launch(data(), server)
    assert.equal(again.session.question('q-true').fraction, 1)
    assert.equal(name.total in server.tracks, false, 'nothing finished yet')
    again.session.visit('quiz-tout')
    again.stay(60)
    again.close()
    assert.equal(Math.round(seconds(server.tracks[name.total])), 660, 'the crashed visit is counted')
  })

  test(`${standard}: time is active time, once, over several visits`, () => {
    const browser = new Browser()
    const server = new Server()
    for (const stay of [100, 50, 25]) {
      const visit = browser.launch(data(), server)
      visit.session.visit('avant')
      visit.stay(stay)
      visit.hide()
      visit.window.pass(10000) // hidden
      visit.hide('visible')
      visit.close()
    }
    assert.ok(Math.abs(seconds(server.tracks[name.total]) - 175) < 0.1, server.tracks[name.total])
  })

  test(`${standard}: a fresh attempt knows nothing of the old one`, () => {
    const { browser, server, visit } = begin()
    visit.close()
    server.forget()
    const again = browser.launch(data(), server)
    assert.equal(again.session.location, null)
    assert.equal(again.session.question('q-single').tries, 0)
    assert.notEqual(again.session.state.nonce, visit.session.state.nonce)
    assert.equal(again.session.damage, undefined)
  })

  test(`${standard}: work that the LMS never got is sent at the next visit`, () => {
    const { browser, server, visit } = begin()
    server.failing = 'cut'
    visit.play({ 'q-true': 'true', 'q-numeric': '3,5' })
    visit.close()
    server.failing = null
    const again = browser.launch(data(), server)
    assert.equal(again.session.question('q-numeric').fraction, 1)
    again.session.visit('quiz-tout')
    assert.equal(server.tracks['cmi.interactions.3.id'], 'questions.quiz-tout.q-numeric')
    assert.equal(server.tracks['cmi.interactions.3.result'], 'correct')
    assert.deepEqual(again.refused, [])
  })

  test(`${standard}: a beacon's true confirms nothing, and what it lost is sent later`, () => {
    const { browser, server, visit } = begin()
    server.failing = 'beacon'
    visit.session.keep('q-likert', '3')
    visit.close()
    server.failing = null
    const again = browser.launch(data(), server)
    assert.equal(again.session.question('q-likert').response, '3')
  })

  test(`${standard}: saves that were said true and lost, in a visit of their own, are sent later`, () => {
    const { browser, server, visit } = begin()
    visit.close()
    const second = browser.launch(data(), server)
    server.failing = 'beacon'
    second.session.visit('avant')
    second.play({ 'q-true': 'true' })
    second.close()
    server.failing = null
    const third = browser.launch(data(), server)
    assert.equal(third.session.question('q-true').fraction, 1)
    third.session.visit('avant')
    assert.equal(server.tracks['cmi.interactions.2.id'], 'questions.quiz-tout.q-true')
  })

  test(`${standard}: two visits that reach no LMS are both sent by the third`, () => {
    const { browser, server, visit } = begin()
    visit.close()
    for (const id of ['q-true', 'q-numeric']) {
      const lost = browser.launch(data(), server)
      server.failing = 'cut'
      lost.session.visit('quiz-tout')
      lost.play({ [id]: RIGHT[id] })
      lost.close()
      server.failing = null
    }
    const third = browser.launch(data(), server)
    third.session.visit('quiz-tout')
    assert.equal(server.tracks['cmi.interactions.2.id'], 'questions.quiz-tout.q-true')
    assert.equal(server.tracks['cmi.interactions.3.id'], 'questions.quiz-tout.q-numeric')
  })

  test(`${standard}: two devices: what was done later elsewhere is never overwritten`, () => {
    const [office, home] = [new Browser(), new Browser()]
    const { server, visit } = begin(office)
    server.failing = 'cut'
    visit.play({ 'q-true': 'false' })
    visit.play({ 'q-numeric': '1', 'q-text': 'x', 'q-ordering': ['c', 'b', 'a'] })
    visit.close()
    server.failing = null
    const other = home.launch(data(), server)
    other.session.visit('quiz-tout')
    other.play({ 'q-true': 'true' })
    other.close()
    const back = office.launch(data(), server)
    assert.equal(back.session.question('q-true').response, 'true')
    assert.equal(back.session.question('q-numeric').tries, 0)
  })

  test(`${standard}: two learners of one computer never meet`, () => {
    const { browser, visit } = begin(new Browser(), new Server({ learner: 'camille' }))
    visit.session.local.setText('q-reflection', 'à moi')
    visit.close()
    const other = browser.launch(data(), new Server({ learner: 'dominique' }))
    assert.equal(other.session.local.text('q-reflection'), '')
    assert.equal(other.session.question('q-single').tries, 0)
    const same = browser.launch(data(), new Server({ learner: 'camille' }))
    assert.equal(same.session.local.text('q-reflection'), 'à moi')
    assert.equal(same.session.question('q-single').tries, 0, 'their LMS knows of no attempt')
  })

  test(`${standard}: closing without unload events saves at each step already`, () => {
    const { browser, server } = begin()
    assert.equal(Number(server.tracks[name.raw]) > 0, true)
    assert.equal(browser.launch(data(), server).session.question('q-single').fraction, 1)
  })

  test(`${standard}: the visit is finished once, and can be resumed`, () => {
    const { server, visit } = begin()
    visit.close()
    visit.window.dispatchEvent(new Event('pagehide'))
    assert.equal(visit.count('Finish') + visit.count('Terminate'), 1)
    assert.equal(server.tracks[name.exit], 'suspend')
  })

  test(`${standard}: where a page must be loaded whole, the visit goes on in it`, () => {
    const { server, visit } = begin()
    visit.stay(30)
    const next = visit.move(data())
    assert.equal(next.session.location, 'quiz-tout')
    assert.equal(next.session.question('q-single').fraction, 1)
    next.session.visit('quiz-tout')
    next.play({ 'q-true': 'true' })
    next.stay(20)
    next.close()
    assert.equal(server.tracks['cmi.interactions.2.id'], 'questions.quiz-tout.q-true')
    assert.equal(Math.round(seconds(server.tracks[name.total])), 50)
    assert.equal(next.count('Finish') + next.count('Terminate'), 1)
    assert.deepEqual(next.refused, [])
  })

  test(`${standard}: hiding at once loses no report of what the LMS lacks`, () => {
    const { browser, server, visit } = begin()
    visit.close()
    for (const element of Object.keys(server.tracks)) {
      if (element.startsWith('cmi.interactions.1')) delete server.tracks[element]
    }
    const again = browser.launch(data(), server)
    again.hide()
    again.hide('visible')
    again.session.visit('quiz-tout')
    assert.equal(server.tracks['cmi.interactions.1.id'], 'questions.quiz-tout.q-multiple')
  })

  test(`${standard}: a finished attempt is reviewed: place, state and time, no score, no answer`, () => {
    const { browser, server, visit } = begin()
    visit.session.visit('avant')
    visit.play(RIGHT)
    visit.close()
    const raw = server.tracks[name.raw]
    const again = browser.launch(data(), server)
    assert.equal(again.session.mode, 'review')
    assert.equal(again.session.question('q-text').fraction, 1, 'answers are still shown')
    again.session.visit('avant')
    assert.deepEqual(again.play({ 'q-single': 'a' }), [0], 'marked, to practise')
    assert.equal(again.session.question('q-single').fraction, 1, 'and not kept')
    again.close()
    const told = again.calls.filter(({ call }) => call.endsWith('SetValue')).map(({ args }) => args[0])
    assert.deepEqual([...new Set(told)].sort(), [name.place, 'cmi.suspend_data',
      standard === 'scorm12' ? 'cmi.core.session_time' : 'cmi.session_time'].sort())
    assert.equal(server.tracks[name.raw], raw)
  })

  test(`${standard}: what is finished is shown on another device too`, () => {
    const { server, visit } = begin()
    visit.session.visit('avant')
    visit.play(RIGHT)
    visit.close()
    const elsewhere = new Browser().launch(data(), server)
    assert.equal(elsewhere.session.mode, 'review')
    assert.equal(elsewhere.session.question('q-text').fraction, 1)
    assert.equal(elsewhere.session.location, 'avant')
  })

  test(`${standard}: interactions that the LMS lost are told again`, () => {
    const { browser, server, visit } = begin()
    visit.close()
    for (const element of Object.keys(server.tracks)) if (element.startsWith('cmi.interactions.1')) delete server.tracks[element]
    const again = browser.launch(data(), server)
    again.session.visit('quiz-tout')
    assert.equal(server.tracks['cmi.interactions.1.id'], 'questions.quiz-tout.q-multiple')
    assert.deepEqual(again.refused, [])
  })

  test(`${standard}: a foreign or broken saved state begins anew`, () => {
    const server = new Server({ tracks: { 'cmi.suspend_data': '1. "Bloc"; Score: 70%', 'cmi.core.exit': 'suspend', 'cmi.exit': 'suspend' } })
    const visit = new Browser().launch(data(), server)
    visit.session.visit('avant')
    assert.equal(visit.session.question('q-single').tries, 0)
    assert.match(server.tracks[name.suspend], /^[\w-]+$/)
  })

  test(`${standard}: a better score and status in the LMS are not taken back`, () => {
    const server = new Server({ tracks: { [name.raw]: 80, [name.exit]: 'suspend' } })
    const visit = new Browser().launch(data(), server)
    visit.session.visit('quiz-tout')
    visit.play({ 'q-single': 'a' })
    assert.equal(Number(server.tracks[name.raw]), 80)
  })
}

test('without an LMS the state stays in the browser', () => {
  const browser = new Browser()
  const data = { ...courseData('scorm12'), lms: 'none' }
  const first = browser.launch(data, null)
  first.session.visit('quiz-tout')
  first.play({ 'q-single': 'b' })
  first.close()
  const again = browser.launch(data, null)
  assert.equal(again.session.location, 'quiz-tout')
  assert.equal(again.session.question('q-single').fraction, 1)
  assert.deepEqual(first.heard.map(({ state }) => state).filter(state => state !== 'saving'), ['saved', 'saved'])
})

test('scorm12: back from the page cache, the visit goes on, and its time is not lost', () => {
  const browser = new Browser()
  const server = new Server()
  const visit = browser.launch(courseData('scorm12'), server)
  visit.session.visit('quiz-tout')
  visit.stay(100)
  visit.close()
  visit.restore()
  visit.play({ 'q-single': 'b' })
  visit.stay(50)
  visit.close()
  assert.equal(Math.round(seconds(server.tracks['cmi.core.total_time'])), 150)
  assert.equal(server.tracks['cmi.interactions.0.result'], 'correct')
})
