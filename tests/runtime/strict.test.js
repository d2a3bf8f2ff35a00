import assert from 'node:assert/strict'
import test from 'node:test'
import { Server } from '../../builder/preview_lms/server.js'
import { strict12 } from '../../builder/preview_lms/strict12.js'
import { strict2004 } from '../../builder/preview_lms/strict2004.js'

const begun12 = server => { const api = strict12(server); api.LMSInitialize(''); return api }
const begun2004 = server => { const api = strict2004(server); api.Initialize(''); return api }

const TRIED_12 = [ // what facts/scorm.md and facts/moodle.md saw Moodle do
  ['cmi.core.lesson_status', 'incomplete', '0'], ['cmi.core.lesson_status', 'not attempted', '405'],
  ['cmi.core.lesson_status', 'Passed', '405'], ['cmi.core.score.raw', '101', '405'], ['cmi.core.score.raw', '-1', '405'],
  ['cmi.core.score.raw', '66.67', '0'], ['cmi.core.score.raw', '3,5', '405'], ['cmi.core.lesson_location', 'x'.repeat(256), '405'],
  ['cmi.suspend_data', 'x'.repeat(4096), '0'], ['cmi.suspend_data', 'x'.repeat(4097), '405'],
  ['cmi.core.session_time', '0000:01:02.50', '0'], ['cmi.core.session_time', '0:1:2', '405'], ['cmi.core.session_time', '00:00:01.234', '405'],
  ['cmi.core.exit', 'suspend', '0'], ['cmi.core.exit', 'normal', '405'], ['cmi.core.student_id', 'x', '403'],
  ['cmi.interactions.1.id', 'a', '201'], ['cmi.interactions.0.id', 'q é 1', '405'], ['cmi.interactions.0.id', 'm.q.a', '0'],
  ['cmi.interactions.0.type', 'other', '405'], ['cmi.interactions.0.type', 'choice', '0'], ['cmi.interactions.0.result', 'incorrect', '405'],
  ['cmi.interactions.0.result', 'wrong', '0'], ['cmi.interactions.0.result', '0.50', '0'], ['cmi.interactions.0.time', '25:00', '405'],
  ['cmi.interactions._count', '1', '402'], ['cmi.nothing', '1', '201'], ['cmi.objectives.0.status', 'not attempted', '0']
]
const TRIED_2004 = [
  ['cmi.completion_status', 'incomplete', '0'], ['cmi.success_status', 'wrong', '406'], ['cmi.score.scaled', '1.5', '407'],
  ['cmi.score.raw', '100.00', '0'], ['cmi.score.raw', '1e-3', '406'], ['cmi.exit', 'normal', '0'], ['cmi.mode', 'x', '404'],
  ['cmi.session_time', 'PT12.345S', '406'], ['cmi.session_time', 'PT1M2.34S', '0'], ['adl.data.0.id', 'x', '401'],
  ['cmi.interactions.0.type', 'choice', '408'], ['cmi.interactions.1.id', 'a', '351'], ['cmi.interactions.0.id', 'a b', '406'],
  ['cmi.interactions.0.id', 'm.q.a', '0'], ['cmi.interactions.0.learner_response', 'a', '408'], ['cmi.interactions.0.type', 'choice', '0'],
  ['cmi.interactions.0.learner_response', 'a[,]b', '0'], ['cmi.interactions.0.learner_response', 'a[,]a', '406'],
  ['cmi.interactions.0.learner_response', 'é', '406'], ['cmi.interactions.0.learner_response', 'a-b', '406'],
  ['cmi.interactions.0.correct_responses.0.pattern', 'a', '0'], ['cmi.interactions.0.correct_responses.0.pattern', 'a', '351'],
  ['cmi.interactions.0.type', 'numeric', '0'], ['cmi.interactions.0.learner_response', '3,5', '406'],
  ['cmi.interactions.0.correct_responses.0.pattern', '3', '406'], ['cmi.interactions.0.correct_responses.0.pattern', '3[:]3', '0'],
  ['cmi.interactions.0.type', 'true-false', '0'], ['cmi.interactions.0.learner_response', 't', '406'],
  ['cmi.interactions.0.timestamp', '2026-11-23T10:00:00', '0'], ['cmi.interactions.0.timestamp', '2026-11-23T10:00:00Z', '406'],
  ['cmi.interactions.0.timestamp', '2026-11-23T10:00:00.123Z', '406'], ['cmi.interactions.0.result', 'wrong', '406'],
  ['cmi.objectives.0.id', 'm', '0'], ['cmi.objectives.1.id', 'm', '351'], ['cmi.objectives.0.id', 'n', '351']
]

test('SCORM 1.2: it takes and refuses what Moodle does', () => {
  const api = begun12(new Server())
  for (const [name, value, error] of TRIED_12) {
    const result = api.LMSSetValue(name, value)
    assert.equal(api.LMSGetLastError(), error, `${name} = ${value.slice(0, 30)}`)
    assert.equal(result, String(error === '0'))
  }
})

test('SCORM 2004: it takes and refuses what Moodle does', () => {
  const api = begun2004(new Server())
  for (const [name, value, error] of TRIED_2004) {
    const result = api.SetValue(name, value)
    assert.equal(api.GetLastError(), error, `${name} = ${value}`)
    assert.equal(result, String(error === '0'))
  }
})

test('SCORM 1.2: what was posted in vain is not posted again until it changes', () => {
  const server = new Server()
  const api = begun12(server)
  server.failing = 'cut'
  api.LMSSetValue('cmi.core.score.raw', '70')
  assert.equal(api.LMSCommit(''), 'false')
  server.failing = null
  assert.equal(api.LMSCommit(''), 'true')
  assert.deepEqual(server.tracks, {})
})

test('SCORM 1.2: a package that sets no status is completed at the end', () => {
  const server = new Server()
  begun12(server).LMSFinish('')
  assert.equal(server.tracks['cmi.core.lesson_status'], 'completed')
})

test('SCORM 1.2: no call before the first, none after the last', () => {
  const api = strict12(new Server())
  assert.equal(api.LMSGetValue('cmi.core.student_id'), '')
  assert.equal(api.LMSGetLastError(), '301')
  assert.equal(api.LMSInitialize(''), 'true')
  assert.equal(api.LMSInitialize(''), 'false')
  assert.equal(api.LMSFinish(''), 'true')
  assert.equal(api.LMSCommit(''), 'false')
})

test('SCORM 2004: after the end nothing begins again', () => {
  const api = begun2004(new Server())
  assert.equal(api.Terminate(''), 'true')
  assert.equal(api.Initialize(''), 'false')
  assert.equal(api.GetLastError(), '104')
  assert.equal(api.SetValue('cmi.location', 'x'), 'false')
  assert.equal(api.GetLastError(), '133')
})

test('SCORM 2004: it gives back only what was suspended', () => {
  const server = new Server()
  const first = begun2004(server)
  first.SetValue('cmi.suspend_data', 'x')
  first.Terminate('')
  assert.equal(begun2004(server).GetValue('cmi.suspend_data'), '')
  const second = begun2004(server)
  second.SetValue('cmi.suspend_data', 'y')
  second.SetValue('cmi.exit', 'suspend')
  second.Terminate('')
  assert.equal(begun2004(server).GetValue('cmi.suspend_data'), 'y')
})

test('a closed attempt is reviewed', () => {
  for (const status of ['passed', 'completed', 'failed']) {
    const api = begun12(new Server({ tracks: { 'cmi.core.lesson_status': status } }))
    assert.equal(api.LMSGetValue('cmi.core.lesson_mode'), 'review')
  }
})

test('time is added as Moodle adds it', () => {
  const server = new Server({ tracks: { 'cmi.core.total_time': '00:59:59.50', 'cmi.core.lesson_status': 'incomplete' } })
  const api = begun12(server)
  api.LMSSetValue('cmi.core.session_time', '0000:00:01.5')
  api.LMSFinish('')
  assert.equal(server.tracks['cmi.core.total_time'], '01:00:00.55', '.5 is five hundredths')
})
