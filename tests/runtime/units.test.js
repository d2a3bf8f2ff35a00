import assert from 'node:assert/strict'
import test from 'node:test'
import { activeClock } from '../../builder/runtime/clock.js'
import { findHome } from '../../builder/runtime/lms.js'
import { isNewer, localCopy } from '../../builder/runtime/local.js'
import { drawn, rank, shuffled } from '../../builder/runtime/random.js'
import { answerText, finalOf, gradeOf, laterFinal } from '../../builder/runtime/report.js'
import { seconds12, timespan12 } from '../../builder/runtime/scorm12.js'
import { seconds2004, timespan2004 } from '../../builder/runtime/scorm2004.js'
import { Browser, Server, courseData } from './visit.js'

const ids = Array.from({ length: 40 }, (_, n) => `q-${n}`)

test('time runs while something happens, and stops when nothing does', () => {
  let now = 0
  const clock = activeClock(() => now * 1000, 300)
  now = 100
  assert.equal(clock.seconds(), 100)
  clock.touch()
  now = 10000
  assert.equal(clock.seconds(), 400, 'idle after 300 s')
  clock.touch()
  now = 10050
  clock.hide()
  now = 20000
  assert.equal(clock.seconds(), 450, 'hidden')
  clock.touch()
  assert.equal(clock.seconds(), 450)
  clock.show()
  now = 20010
  assert.equal(clock.seconds(), 460)
})

test('a clock set back takes no time away', () => {
  let now = 100
  const clock = activeClock(() => now * 1000)
  now = 50
  assert.equal(clock.seconds(), 0)
})

test('a shuffle keeps all, is the same for a seed, and differs between seeds', () => {
  const one = shuffled(1, 'quiz', ids)
  assert.deepEqual([...one].sort(), [...ids].sort())
  assert.deepEqual(shuffled(1, 'quiz', [...ids].reverse()), one)
  assert.notDeepEqual(shuffled(2, 'quiz', ids), one)
  assert.notDeepEqual(shuffled(1, 'other', ids), one)
})

test('a shuffle puts each id in each place about equally often', () => {
  const places = { a: [0, 0, 0], b: [0, 0, 0], c: [0, 0, 0] }
  for (let seed = 0; seed < 3000; seed++) {
    shuffled(rank(seed, 'seed'), 'x', ['a', 'b', 'c']).forEach((id, place) => places[id][place]++)
  }
  for (const counts of Object.values(places)) for (const count of counts) assert.ok(count > 850 && count < 1150, String(count))
})

test('a draw keeps order and count, and what was answered', () => {
  const chosen = drawn(7, 'quiz', ids, 10, new Set())
  assert.equal(chosen.length, 10)
  assert.deepEqual(chosen, ids.filter(id => chosen.includes(id)))
  assert.deepEqual(drawn(7, 'quiz', ids, 10, new Set(chosen.slice(0, 3))), chosen)
  const more = [...ids, ...ids.map(id => `new-${id}`)]
  const answered = new Set(chosen)
  assert.deepEqual(drawn(7, 'quiz', more, 10, answered), chosen, 'a new version adds questions')
})

test('the API is found above, up to seven levels, and in an opener', () => {
  const home = { API: {} }
  home.parent = home
  const below = levels => {
    let window = home
    for (let level = 0; level < levels; level++) window = { parent: window, opener: null }
    return Object.assign(window, { top: window })
  }
  assert.equal(findHome(below(0), 'API'), home)
  assert.equal(findHome(below(7), 'API'), home)
  assert.equal(findHome(below(8), 'API'), null)
  const popup = { opener: below(2), top: null }
  popup.parent = popup.top = popup
  assert.equal(findHome(popup, 'API'), home)
  assert.equal(findHome({ parent: popup, opener: null, top: popup }, 'API'), home)
  assert.equal(findHome(popup, 'API_1484_11'), null)
})

test('a window of another site is no LMS of ours', () => {
  const window = { opener: null, top: { opener: null } }
  Object.defineProperty(window, 'parent', { get: () => ({ get API() { throw Object.assign(new Error('no'), { name: 'SecurityError' }) } }) })
  assert.equal(findHome(window, 'API'), null)
})

test('time spans of SCORM 1.2', () => {
  assert.equal(timespan12(0), '0000:00:00.00')
  assert.equal(timespan12(3723.456), '0001:02:03.46')
  assert.equal(timespan12(59.999), '0000:01:00.00')
  assert.equal(timespan12(36000000), '9999:59:59.99')
  assert.equal(seconds12('01:02:03.05'), 3723.05)
  assert.equal(seconds12('0100:00:00'), 360000)
  assert.equal(seconds12(''), 0)
})

test('durations of SCORM 2004', () => {
  assert.equal(timespan2004(0), 'PT0S')
  assert.equal(timespan2004(3723.456), 'PT1H2M3.46S')
  assert.equal(timespan2004(59.999), 'PT1M0S')
  assert.equal(seconds2004('P1DT1H2M3.45S'), 90123.45)
  assert.equal(seconds2004('P'), 0)
  assert.equal(seconds2004('nothing'), 0)
})

test('points weigh, and what is not answered counts 0', () => {
  const spec = (answer, points) => ({ type: 'single-choice', answer, points, tries: 2, interaction: {} })
  const questions = [['a', spec('x', 1)], ['b', spec('x', 3)], ['l', { type: 'likert', points: 0 }]]
  const grade = gradeOf(questions, { b: { tries: 1, response: 'x' } })
  assert.deepEqual(grade, { raw: 75, begun: true, answered: false, spent: false })
  assert.equal(gradeOf([], {}).raw, null)
  const third = [['a', spec('x', 1)], ['b', spec('x', 1)], ['c', spec('x', 1)]]
  assert.equal(gradeOf(third, { a: { tries: 1, response: 'x' } }).raw, 33.33)
})

test('passed is final; failed may become passed', () => {
  assert.deepEqual([[0, 2], [2, 0], [2, 3], [3, 2], [3, 0], [1, 0], [1, 2]].map(([was, now]) => laterFinal(was, now)), [2, 2, 2, 2, 3, 1, 2])
})

test('a pass needs every question answered, and the best score counts', () => {
  const rule = { completion: 'quiz', pass: 70, failed: true }
  const grade = { raw: 60, answered: true, spent: false }
  assert.equal(finalOf(rule, false, grade, 80), 2)
  assert.equal(finalOf(rule, false, { ...grade, answered: false }, 80), 0)
  assert.equal(finalOf(rule, false, { ...grade, spent: true }, 60), 3)
  assert.equal(finalOf({ ...rule, failed: false }, false, { ...grade, spent: true }, 60), 0)
})

test('a response without content says nothing', () => {
  const style = { comma: ',', dot: '.', list: ', ', truth: value => value[0], text: value => value }
  assert.equal(answerText({ type: 'multiple-choice' }, [], style), null)
  assert.equal(answerText({ type: 'matching' }, {}, style), null)
  assert.equal(answerText({ type: 'numeric', thousands: '.', unit: '' }, 'sept', style), null)
  assert.equal(answerText({ type: 'numeric', thousands: '.', unit: '' }, '0,00000001', style), '0')
})

test('a local copy is newer only in the same attempt and in its own line', () => {
  const state = { nonce: 1, counter: 5, writer: 9 }
  const copy = { nonce: 1, counter: 7, writer: 3, base: [5, 9] }
  assert.equal(isNewer(copy, state), true)
  assert.equal(isNewer({ ...copy, nonce: 2 }, state), false)
  assert.equal(isNewer({ ...copy, counter: 5 }, state), false)
  assert.equal(isNewer({ ...copy, base: [4, 9] }, state), false, 'someone else saved since')
  assert.equal(isNewer({ ...copy, base: [4, 9] }, { ...state, writer: 3 }), true, 'our own beacon did')
  assert.equal(isNewer(null, state), false)
})

test('a full storage is said, and another program’s text is no copy', () => {
  const kept = new Map([['cartable/k/l/state', '{broken']])
  const storage = { getItem: name => kept.get(name) ?? null, removeItem() {},
    setItem() { throw Object.assign(new Error('full'), { name: 'QuotaExceededError' }) } }
  const copy = localCopy({ localStorage: storage }, 'k', 'l')
  assert.equal(copy.read(), null)
  assert.equal(copy.setText('x', 'y'), false)
  copy.write({})
  assert.equal(copy.lasting, false)
})

test('a ranking is never shown in its right order', () => {
  for (let n = 0; n < 30; n++) {
    const { session } = new Browser().launch(courseData('scorm12'), new Server())
    assert.notDeepEqual(session.shuffle('q-ordering', ['a', 'b', 'c'], 'item'), ['a', 'b', 'c'])
  }
})

test('the draw of a quiz is kept from visit to visit', () => {
  const browser = new Browser()
  const server = new Server()
  const data = courseData('scorm12')
  data.quizzes['quiz-tout'] = { ...data.quizzes['quiz-tout'], draw: 4, shuffle: true }
  const first = browser.launch(data, server)
  first.session.visit('quiz-tout')
  assert.equal(first.session.order('quiz-tout').length, 4)
  first.close()
  assert.deepEqual(browser.launch(data, server).session.order('quiz-tout'), first.session.order('quiz-tout'))
})
