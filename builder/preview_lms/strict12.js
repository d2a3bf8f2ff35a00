// A SCORM 1.2 API that refuses what a strict Moodle refuses, with its error codes.

import { Server, countOf, logged } from './server.js'

const text = most => value => value.length <= most
const shape = pattern => value => pattern.test(value)
const within = (low, high) => value =>
  DECIMAL.test(value) && Number(value) >= low && Number(value) <= high
const word = (...words) => value => words.includes(value)

const DECIMAL = /^-?\d{0,3}(\.\d*)?$/
const IDENTIFIER = shape(/^[\u0021-\u007E]{0,255}$/)
const TIME = shape(/^[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,2})?$/)
const TIMESPAN = shape(/^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/)
const STATUS = ['passed', 'completed', 'failed', 'incomplete', 'browsed']
const RESULT = /^(correct|wrong|unanticipated|neutral|\d{0,3}(\.\d*)?)$/

const SCORE = { raw: within(0, 100), min: within(0, 100), max: within(0, 100) }
const scoreOf = name =>
  Object.fromEntries(Object.entries(SCORE).map(([part, rule]) => [`${name}.${part}`, rule]))

const WRITABLE = {
  'cmi.core.lesson_location': text(255),
  'cmi.core.lesson_status': word(...STATUS),
  'cmi.core.exit': word('time-out', 'suspend', 'logout', ''),
  'cmi.core.session_time': TIMESPAN,
  'cmi.suspend_data': text(4096),
  'cmi.comments': text(4096),
  ...scoreOf('cmi.core.score'),
  'cmi.objectives.n.id': IDENTIFIER,
  'cmi.objectives.n.status': word(...STATUS, 'not attempted'),
  ...scoreOf('cmi.objectives.n.score'),
  'cmi.interactions.n.id': IDENTIFIER,
  'cmi.interactions.n.objectives.n.id': IDENTIFIER,
  'cmi.interactions.n.time': TIME,
  'cmi.interactions.n.type': word('true-false', 'choice', 'fill-in', 'matching', 'performance',
    'sequencing', 'likert', 'numeric'),
  'cmi.interactions.n.correct_responses.n.pattern': text(255),
  'cmi.interactions.n.weighting': within(-100, 100),
  'cmi.interactions.n.student_response': text(255),
  'cmi.interactions.n.result': shape(RESULT),
  'cmi.interactions.n.latency': TIMESPAN
}
const READ_ONLY = ['cmi.core.student_id', 'cmi.core.student_name', 'cmi.core.credit', 'cmi.core.entry',
  'cmi.core.total_time', 'cmi.core.lesson_mode', 'cmi.launch_data', 'cmi.student_data.mastery_score']
const WRITE_ONLY = /^cmi\.(core\.(exit|session_time)|interactions\.n\..*[a-z])$/
const NUMBERS = /\.(raw|min|max|weighting)$/

class Strict12 {
  constructor(server) {
    this.server = server
    this.printed = { ...server.tracks } // Moodle prints them in the page, once
    this.posted = { ...this.printed }
    this.mode = server.mode
    this.running = false
    this.error = '0'
  }

  #answer(error, result = error === '0' ? 'true' : 'false') {
    this.error = error
    return result
  }

  initialize(parameter) {
    if (parameter !== '') return this.#answer('201')
    if (this.running) return this.#answer('101')
    this.running = true
    this.data = { ...this.printed }
    return this.#answer('0')
  }

  finish(parameter) {
    if (parameter !== '') return this.#answer('201')
    if (!this.running) return this.#answer('301')
    this.running = false
    if (!this.data['cmi.core.lesson_status']) this.data['cmi.core.lesson_status'] = 'completed'
    const total = addTimes(this.printed['cmi.core.total_time'], this.data['cmi.core.session_time'])
    return this.#post({ 'cmi.core.total_time': total })
  }

  commit(parameter) {
    if (parameter !== '') return this.#answer('201')
    return this.running ? this.#post({}) : this.#answer('301')
  }

  // What was posted counts as stored, whatever the server said: Moodle's own behaviour.
  #post(more) {
    const changed = Object.entries(this.data).filter(([name, value]) =>
      name !== 'cmi.core.session_time' && this.posted[name] !== value)
    const delta = { ...Object.fromEntries(changed), ...more }
    Object.assign(this.posted, delta)
    return this.#answer(this.server.post(delta) ? '0' : '101')
  }

  get(name) {
    const generic = name.replace(/\.\d+(?=\.)/g, '.n')
    if (!this.running) return this.#answer('301', '')
    if (WRITE_ONLY.test(generic) && generic in WRITABLE) return this.#answer('404', '')
    if (name.endsWith('._count')) return this.#answer('0', String(countOf(this.data, name.slice(0, -7))))
    if (!(generic in WRITABLE) && !READ_ONLY.includes(name)) return this.#answer('201', '')
    return this.#answer('0', String(this.#given()[name] ?? this.data[name] ?? ''))
  }

  #given() {
    const { printed, server } = this
    const isSuspended = printed['cmi.core.exit'] === 'suspend'
    const entry = !printed['cmi.core.lesson_status'] ? 'ab-initio' : isSuspended ? 'resume' : ''
    return {
      'cmi.core.student_id': server.learner,
      'cmi.core.student_name': server.name,
      'cmi.core.credit': this.mode === 'normal' ? 'credit' : 'no-credit',
      'cmi.core.lesson_mode': this.mode,
      'cmi.core.entry': entry,
      'cmi.core.total_time': printed['cmi.core.total_time'] || '00:00:00',
      'cmi.core.lesson_status': this.data['cmi.core.lesson_status'] || 'not attempted'
    }
  }

  set(name, value) {
    const generic = name.replace(/\.\d+(?=\.)/g, '.n')
    if (!this.running) return this.#answer('301')
    if (READ_ONLY.includes(name)) return this.#answer('403')
    if (/\._(count|children)$/.test(name)) return this.#answer('402')
    if (!(generic in WRITABLE) || this.#gap(name)) return this.#answer('201')
    if (!WRITABLE[generic](String(value))) return this.#answer('405')
    this.data[name] = NUMBERS.test(name) ? Number(value) : String(value)
    return this.#answer('0')
  }

  #gap(name) {
    return [...name.matchAll(/\.(\d+)(?=\.)/g)]
      .some(found => Number(found[1]) > countOf(this.data, name.slice(0, found.index)))
  }
}

/** Moodle's own sum of two time spans, `.5` taken for five hundredths. */
function addTimes(first = '00:00:00', second = '00:00:00') {
  const hundredths = [first, second].reduce((sum, time) => {
    const [clock, part = '0'] = time.split('.')
    const [hours, minutes, seconds] = clock.split(':').map(Number)
    return sum + (hours * 3600 + minutes * 60 + seconds) * 100 + Number(part)
  }, 0)
  const two = value => String(Math.floor(value)).padStart(2, '0')
  const seconds = Math.floor(hundredths / 100)
  return `${two(seconds / 3600)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`
}

/** The `API` object of a launch. */
export function strict12(server = new Server(), onCall = () => {}) {
  const lms = new Strict12(server)
  return logged({
    LMSInitialize: parameter => lms.initialize(parameter),
    LMSFinish: parameter => lms.finish(parameter),
    LMSGetValue: name => lms.get(name),
    LMSSetValue: (name, value) => lms.set(name, value),
    LMSCommit: parameter => lms.commit(parameter),
    LMSGetLastError: () => lms.error,
    LMSGetErrorString: code => `error ${code}`,
    LMSGetDiagnostic: code => `error ${code || lms.error}`
  }, () => lms.error, onCall)
}
