import assert from 'node:assert/strict'
import test from 'node:test'
import { Browser, NAMES, RIGHT, STANDARDS, Server, courseData } from './visit.js'

for (const standard of STANDARDS) {
  const name = NAMES[standard]

  const playing = (prepare) => {
    const server = new Server()
    const visit = new Browser().launch(courseData(standard), server, prepare)
    visit.session.visit('avant')
    visit.session.visit('quiz-tout')
    return { server, visit }
  }
  const last = visit => visit.heard.at(-1)

  test(`${standard}: each save is said: saving, then saved`, () => {
    const { visit } = playing()
    assert.deepEqual(visit.heard.map(({ state }) => state), ['saving', 'saved', 'saving', 'saved'])
  })

  for (const failing of ['cut', 'expired', 'denied']) {
    test(`${standard}: ${failing}: it is said, tried again later and later, and all arrives`, () => {
      const { server, visit } = playing()
      server.failing = failing
      visit.play(RIGHT)
      assert.equal(last(visit).state, 'lost')
      const delays = []
      while (delays.length < 6) {
        const { retryInSeconds } = last(visit)
        delays.push(retryInSeconds)
        const commits = visit.count('Commit')
        visit.window.pass(retryInSeconds - 0.5)
        assert.equal(visit.count('Commit'), commits, 'not before')
        visit.window.pass(0.5)
        assert.ok(visit.count('Commit') > commits)
      }
      assert.deepEqual(delays.slice(-3), [60, 60, 60])
      server.failing = null
      visit.window.pass(60)
      assert.equal(last(visit).state, 'saved')
      assert.equal(server.tracks[name.status], 'passed')
      assert.equal(Number(server.tracks[name.raw]), 100)
      for (const [n] of Object.keys(RIGHT).entries()) {
        assert.equal(server.tracks[`cmi.interactions.${n}.result`], 'correct')
        assert.ok(server.tracks[`cmi.interactions.${n}.id`].startsWith('questions.quiz-tout.q-'))
      }
      assert.equal(server.tracks['cmi.interactions.0.correct_responses.0.pattern'], 'b')
      assert.deepEqual(visit.refused, [])
    })
  }

  test(`${standard}: the learner can ask to try again, and coming back online does`, () => {
    const { server, visit } = playing()
    server.failing = 'cut'
    visit.play({ 'q-single': 'b' })
    const { retry } = last(visit)
    server.failing = null
    retry()
    assert.equal(last(visit).state, 'saved')
    server.failing = 'cut'
    visit.play({ 'q-true': 'true' })
    server.failing = null
    visit.window.dispatchEvent(new Event('online'))
    assert.equal(last(visit).state, 'saved')
    assert.equal(server.tracks['cmi.interactions.1.result'], 'correct')
  })

  test(`${standard}: offline, true is not believed`, () => {
    const { server, visit } = playing()
    server.failing = 'beacon' // Moodle's fallback when the network is cut
    visit.window.navigator.onLine = false
    visit.play({ 'q-single': 'b' })
    assert.equal(last(visit).state, 'lost')
    server.failing = null
    visit.window.navigator.onLine = true
    visit.window.dispatchEvent(new Event('online'))
    assert.equal(last(visit).state, 'saved')
    assert.equal(server.tracks['cmi.interactions.0.result'], 'correct')
    assert.ok(Number(server.tracks[name.raw]) > 0)
  })

  // What Moodle's DoRequest does when its request fails: a beacon, and true.
  const fallingBack = (answer) => playing((window, api) => {
    window.parent.navigator = { sendBeacon: () => true }
    window.location = { href: 'http://lms/index.html' }
    window.asked = []
    window.fetch = (...request) => { window.asked.push(request); return answer() }
    const call = standard === 'scorm12' ? 'LMSCommit' : 'Commit'
    const commit = api[call]
    api[call] = parameter => {
      if (!window.isCut) return commit(parameter)
      const { failing } = window.server
      window.server.failing = 'beacon'
      commit(parameter)
      window.server.failing = failing
      return String(window.parent.navigator.sendBeacon('/post'))
    }
  })

  for (const [what, answer, state] of [['nobody is', () => Promise.reject(new TypeError('no')), 'lost'], ['the server is', () => Promise.resolve(), 'saved']]) {
    test(`${standard}: true by a beacon is doubted, and ${what} there: ${state}`, async () => {
      const { server, visit } = fallingBack(answer)
      Object.assign(visit.window, { server, isCut: true })
      const plain = visit.window.parent.navigator.sendBeacon
      visit.play({ 'q-single': 'b' })
      assert.equal(last(visit).state, 'saving')
      await new Promise(resolve => setImmediate(resolve))
      assert.equal(last(visit).state, state)
      assert.equal(visit.window.asked.length, 1)
      assert.equal(visit.window.parent.navigator.sendBeacon, plain)
      visit.window.isCut = false
      visit.window.pass(60)
      visit.play({ 'q-true': 'true' })
      assert.equal(last(visit).state, 'saved')
      if (state === 'lost') assert.equal(server.tracks['cmi.interactions.0.result'], 'correct')
    })
  }

  test(`${standard}: an API that throws is as good as not saved`, () => {
    const { visit } = playing((window, api) => {
      for (const call of ['LMSCommit', 'Commit']) if (api[call]) api[call] = () => { throw new Error('gone') }
    })
    assert.equal(last(visit).state, 'lost')
    assert.equal(visit.window.errors.length > 0, true)
  })

  test(`${standard}: an LMS that refuses to start is asked again, and gets what was done meanwhile`, () => {
    const server = new Server()
    let isClosed = true
    const visit = new Browser().launch(courseData(standard), server, (window, api) => {
      for (const call of Object.keys(api)) {
        const real = api[call]
        api[call] = (...args) => !isClosed ? real(...args) : call.endsWith('LastError') ? '101' : call.endsWith('GetValue') ? '' : 'false'
      }
    })
    visit.session.visit('quiz-tout')
    visit.play({ 'q-single': 'b' })
    assert.equal(last(visit).state, 'lost')
    isClosed = false
    last(visit).retry()
    visit.play({ 'q-true': 'true' })
    assert.equal(last(visit).state, 'saved')
    assert.equal(visit.session.question('q-single').fraction, 1)
    const told = Object.entries(server.tracks).filter(([element]) => /interactions\.\d+\.id/.test(element)).map(([, id]) => id)
    assert.deepEqual(told.sort(), ['questions.quiz-tout.q-single', 'questions.quiz-tout.q-true'])
  })

  test(`${standard}: an LMS that throws at the start stops nobody from learning`, () => {
    const { visit } = playing((window, api) => {
      for (const call of Object.keys(api)) api[call] = () => { throw new Error('gone') }
    })
    assert.deepEqual(visit.play({ 'q-single': 'b' }), [1])
    assert.equal(last(visit).state, 'lost')
    visit.close()
  })

  test(`${standard}: an LMS that gives null for what it does not know is taken for new`, () => {
    const { visit } = playing((window, api) => {
      const call = standard === 'scorm12' ? 'LMSGetValue' : 'GetValue'
      api[call] = () => null
    })
    assert.equal(visit.session.mode, 'normal')
    assert.equal(visit.session.score().raw, null)
    assert.equal(last(visit).state, 'saved')
  })

  test(`${standard}: an LMS that was started already is used`, () => {
    const server = new Server()
    const visit = new Browser().launch(courseData(standard), server, (window, api) => {
      (api.LMSInitialize || api.Initialize)('')
    })
    visit.session.visit('avant')
    assert.equal(last(visit).state, 'saved')
  })

  test(`${standard}: the last save at closing is small`, () => {
    const { server, visit } = playing()
    visit.play(RIGHT)
    const before = server.posts.length
    visit.close()
    const closing = server.posts.slice(before)
    if (standard === 'scorm2004') return assert.equal(closing.length, 1, 'Moodle posts all of it each time')
    for (const { delta } of closing) assert.ok(JSON.stringify(delta).length < 1000)
  })

  test(`${standard}: no listener of unload or beforeunload`, () => {
    const heard = []
    playing(window => {
      const add = window.addEventListener.bind(window)
      window.addEventListener = (event, ...rest) => { heard.push(event); add(event, ...rest) }
    })
    assert.ok(heard.includes('pagehide'))
    assert.equal(heard.some(event => event.includes('unload')), false)
  })

  test(`${standard}: work is kept in this browser before the LMS is asked`, () => {
    const browser = new Browser()
    const server = new Server()
    const visit = browser.launch(courseData(standard), server)
    visit.session.visit('avant')
    server.failing = 'cut'
    visit.play({ 'q-single': 'b' })
    const copy = JSON.parse([...browser.kept].find(([key]) => key.includes('/state/'))[1])
    assert.equal(copy.state.length > 30, true)
    assert.equal(copy.counter, visit.session.state.counter)
  })

  test(`${standard}: a browser without storage is no obstacle`, () => {
    const { visit } = playing(window => {
      Object.defineProperty(window, 'localStorage', { get() { throw Object.assign(new Error('no'), { name: 'SecurityError' }) } })
    })
    visit.session.local.setText('q-reflection', 'ici')
    assert.equal(visit.session.local.text('q-reflection'), 'ici')
    assert.equal(last(visit).state, 'saved')
  })
}
