// A SCORM 2004 API that refuses what Moodle refuses, with its error codes.

import { Server, countOf, logged } from './server.js'
import { isPattern, isResponse } from './responses2004.js'

const text = most => value => value.length <= most
const shape = pattern => value => pattern.test(value)
const word = (...words) => value => words.includes(value)

const DECIMAL = /^-?\d{1,5}(\.\d{1,18})?$/
const IDENTIFIER = shape(/^(?!urn:)\S{1,4000}$|^urn:[A-Za-z0-9-]{1,31}:\S{1,4000}$/)
const DATE = '(19[7-9]\\d|20[0-2]\\d|203[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'
const HOUR = '([01]\\d|2[0-3])'
const ZONE = `(Z|[+-]${HOUR}(:[0-5]\\d)?)`
const TIMESTAMP = shape(new RegExp(`^${DATE}T${HOUR}:[0-5]\\d:[0-5]\\d(\\.\\d{1,2}${ZONE}?)?$`))
const TIMESPAN = shape(/^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/)
const COMPLETION = word('completed', 'incomplete', 'not attempted', 'unknown')
const SUCCESS = word('passed', 'failed', 'unknown')
const RESULT = /^(correct|incorrect|unanticipated|neutral|-?\d{1,4}(\.\d{1,18})?)$/
const TYPES = ['true-false', 'choice', 'fill-in', 'long-fill-in', 'matching', 'performance',
  'sequencing', 'likert', 'numeric', 'other']
const RANGES = { scaled: [-1, 1], progress_measure: [0, 1] }

const scoreOf = name => Object.fromEntries(['scaled', 'raw', 'min', 'max']
  .map(part => [`${name}.${part}`, shape(DECIMAL)]))

const WRITABLE = {
  'cmi.completion_status': COMPLETION,
  'cmi.success_status': SUCCESS,
  'cmi.exit': word('time-out', 'suspend', 'logout', 'normal', ''),
  'cmi.location': text(1000),
  'cmi.progress_measure': shape(DECIMAL),
  'cmi.session_time': TIMESPAN,
  'cmi.suspend_data': text(64000),
  ...scoreOf('cmi.score'),
  'cmi.objectives.n.id': IDENTIFIER,
  'cmi.objectives.n.completion_status': COMPLETION,
  'cmi.objectives.n.success_status': SUCCESS,
  'cmi.objectives.n.progress_measure': shape(DECIMAL),
  'cmi.objectives.n.description': text(260),
  ...scoreOf('cmi.objectives.n.score'),
  'cmi.interactions.n.id': IDENTIFIER,
  'cmi.interactions.n.type': word(...TYPES),
  'cmi.interactions.n.objectives.n.id': IDENTIFIER,
  'cmi.interactions.n.timestamp': TIMESTAMP,
  'cmi.interactions.n.correct_responses.n.pattern': text(64000),
  'cmi.interactions.n.weighting': shape(DECIMAL),
  'cmi.interactions.n.learner_response': text(64000),
  'cmi.interactions.n.result': shape(RESULT),
  'cmi.interactions.n.latency': TIMESPAN,
  'cmi.interactions.n.description': text(260)
}
const READ_ONLY = ['cmi.learner_id', 'cmi.learner_name', 'cmi.credit', 'cmi.entry', 'cmi.mode',
  'cmi.total_time', 'cmi.launch_data', 'cmi.completion_threshold', 'cmi.scaled_passing_score']
const WRITE_ONLY = ['cmi.exit', 'cmi.session_time']

class Strict2004 {
  constructor(server) {
    this.server = server
    const resumed = server.tracks['cmi.exit'] === 'suspend' // else Moodle gives nothing back
    this.printed = resumed ? { ...server.tracks } : {}
    this.entry = resumed ? 'resume' : 'ab-initio'
    this.mode = server.mode
    this.phase = 'before'
    this.error = '0'
  }

  #answer(error, result = error === '0' ? 'true' : 'false') {
    this.error = error
    return result
  }

  initialize(parameter) {
    if (parameter !== '') return this.#answer('201')
    if (this.phase !== 'before') return this.#answer(this.phase === 'running' ? '103' : '104')
    this.phase = 'running'
    this.data = { ...this.printed }
    return this.#answer('0')
  }

  terminate(parameter) {
    if (parameter !== '') return this.#answer('201')
    if (this.phase !== 'running') return this.#answer(this.phase === 'before' ? '112' : '113')
    this.phase = 'after'
    const seconds = secondsOf(this.printed['cmi.total_time']) + secondsOf(this.data['cmi.session_time'])
    return this.#post({ 'cmi.total_time': `PT${Math.round(seconds * 100) / 100}S` })
  }

  commit(parameter) {
    if (parameter !== '') return this.#answer('201')
    if (this.phase !== 'running') return this.#answer(this.phase === 'before' ? '142' : '143')
    return this.#post({})
  }

  // Everything is posted, every time: Moodle's own behaviour.
  #post(more) {
    return this.#answer(this.server.post({ ...this.data, ...more }) ? '0' : '101')
  }

  get(name) {
    const generic = name.replace(/\.\d+(?=\.)/g, '.n')
    if (this.phase !== 'running') return this.#answer(this.phase === 'before' ? '122' : '123', '')
    if (WRITE_ONLY.includes(name)) return this.#answer('405', '')
    if (name.endsWith('._count')) return this.#answer('0', String(countOf(this.data, name.slice(0, -7))))
    const given = { ...this.#given(), ...this.data }
    if (!(generic in WRITABLE) && !READ_ONLY.includes(name)) return this.#answer('401', '')
    return name in given ? this.#answer('0', String(given[name])) : this.#answer('403', '')
  }

  #given() {
    return {
      'cmi.learner_id': this.server.learner,
      'cmi.learner_name': this.server.name,
      'cmi.credit': this.mode === 'normal' ? 'credit' : 'no-credit',
      'cmi.mode': this.mode,
      'cmi.entry': this.entry,
      'cmi.total_time': this.printed['cmi.total_time'] || 'PT0S',
      'cmi.completion_status': 'unknown',
      'cmi.success_status': 'unknown',
      'cmi.suspend_data': '',
      'cmi.location': ''
    }
  }

  set(name, value) {
    const generic = name.replace(/\.\d+(?=\.)/g, '.n')
    if (this.phase !== 'running') return this.#answer(this.phase === 'before' ? '132' : '133')
    if (READ_ONLY.includes(name) || /\._(count|children)$/.test(name)) return this.#answer('404')
    if (!(generic in WRITABLE)) return this.#answer('401')
    if (!WRITABLE[generic](String(value))) return this.#answer('406')
    const range = RANGES[name.split('.').at(-1)]
    if (range && (Number(value) < range[0] || Number(value) > range[1])) return this.#answer('407')
    const error = this.#misplaced(name) || this.#misfit(name, generic, String(value))
    if (error) return this.#answer(error)
    if (generic === 'cmi.interactions.n.type') this.#clearPatterns(name)
    this.data[name] = String(value)
    return this.#answer('0')
  }

  /** An index beyond the next, or an element of an item that has no id yet. */
  #misplaced(name) {
    for (const found of name.matchAll(/\.(\d+)(?=\.)/g)) {
      if (Number(found[1]) > countOf(this.data, name.slice(0, found.index))) return '351'
    }
    const item = /^cmi\.(interactions|objectives)\.\d+/.exec(name)
    return item && name !== `${item[0]}.id` && !(`${item[0]}.id` in this.data) ? '408' : null
  }

  #misfit(name, generic, value) {
    if (generic === 'cmi.objectives.n.id') return this.#misnamed(name, value)
    const type = this.data[name.split('.').slice(0, 3).join('.') + '.type']
    if (generic.endsWith('.learner_response')) return !type ? '408' : isResponse(type, value) ? null : '406'
    if (!generic.endsWith('.pattern')) return null
    if (!type) return '408'
    const before = Object.keys(this.data).filter(other => other.startsWith(name.replace(/\d+\.pattern$/, '')))
    if (type === 'choice' && before.some(other => this.data[other] === value)) return '351'
    return isPattern(type, value) ? null : '406'
  }

  #misnamed(name, value) {
    const taken = Object.keys(this.data)
      .some(other => other !== name && /^cmi\.objectives\.\d+\.id$/.test(other) && this.data[other] === value)
    return taken || (name in this.data && this.data[name] !== value) ? '351' : null
  }

  #clearPatterns(name) {
    const start = name.replace(/type$/, 'correct_responses.')
    for (const other of Object.keys(this.data)) if (other.startsWith(start)) delete this.data[other]
  }
}

function secondsOf(text = 'PT0S') {
  const parts = /^P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?([\d.]+S)?)?$/.exec(text)
  const [, , , days, , hours, minutes, seconds] = parts
  return [[days, 86400], [hours, 3600], [minutes, 60], [seconds, 1]]
    .reduce((sum, [part, unit]) => sum + parseFloat(part || '0') * unit, 0)
}

/** The `API_1484_11` object of a launch. */
export function strict2004(server = new Server(), onCall = () => {}) {
  const lms = new Strict2004(server)
  return logged({
    Initialize: parameter => lms.initialize(parameter),
    Terminate: parameter => lms.terminate(parameter),
    GetValue: name => lms.get(name),
    SetValue: (name, value) => lms.set(name, value),
    Commit: parameter => lms.commit(parameter),
    GetLastError: () => lms.error,
    GetErrorString: code => `error ${code}`,
    GetDiagnostic: code => `error ${code || lms.error}`
  }, () => lms.error, onCall)
}
