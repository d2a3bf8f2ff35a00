// SCORM 1.2: the data model's names and formats, and nothing of what they mean to the course.

import { answerText, areHeld } from './report.js'

const STATUS = ['incomplete', 'completed', 'passed', 'failed'] // by `final`
const FINAL_12 = { completed: 1, passed: 2, failed: 3 }
const STYLE = { comma: ',', dot: '.', list: ', ', truth: value => value[0], text: value => value }

/**
 * A player: `begin()` gives what the LMS knows (null when it refuses to start), `values(change)` the
 * elements of a change, `send` and `resend` set and commit them, `finish` ends the visit.
 */
export function scorm12(api) {
  const set = ([name, value]) => String(api.LMSSetValue(name, value)) === 'true'
  const commit = () => String(api.LMSCommit('')) === 'true'
  const posted = new Map() // or lost on the way
  const send = values => {
    const isHeld = areHeld(values, set)
    for (const [name, value] of values) posted.set(name, value)
    return commit() && isHeld
  }
  return {
    name: 'scorm12',
    begin: () => begin12(api),
    values: values12,
    send,
    // Moodle counts what it posts as stored even when the post fails, and posts it no more until
    // it changes: so it is changed, and changed back (mod/scorm/datamodels/scorm_12.js CollectData).
    // Were the learner to go between the two, what is stored must do no harm.
    resend(values) {
      const stale = values.filter(([name, value]) => posted.get(name) === value)
        .map(other12).filter(Boolean)
      return (!stale.length || send(stale)) && send(values)
    },
    finish: () => String(api.LMSFinish('')) === 'true'
  }
}

function begin12(api) {
  const get = name => String(api.LMSGetValue(name) ?? '')
  const started = String(api.LMSInitialize('')) === 'true'
  const mode = get('cmi.core.lesson_mode')
  if (!started && String(api.LMSGetLastError()) !== '0') return null
  const status = get('cmi.core.lesson_status')
  if (mode !== 'review' && mode !== 'browse' && !(status in FINAL_12)) {
    api.LMSSetValue('cmi.core.lesson_status', 'incomplete')
  }
  const score = get('cmi.core.score.raw')
  const objectives = Number(get('cmi.objectives._count')) || 0
  return {
    mode: mode === 'review' || mode === 'browse' ? mode : 'normal',
    learner: get('cmi.core.student_id'),
    state: get('cmi.suspend_data'),
    final: FINAL_12[status] || 0,
    score: score === '' ? null : Number(score) || 0,
    total: seconds12(get('cmi.core.total_time')),
    interactions: Number(get('cmi.interactions._count')) || 0,
    objectives: Array.from({ length: objectives }, (_, n) => get(`cmi.objectives.${n}.id`))
  }
}

function values12(change) {
  const values = []
  if ('final' in change) values.push(['cmi.core.lesson_status', STATUS[change.final]])
  if ('score' in change) values.push(...score12('cmi.core.score', change.score))
  for (const item of change.interactions || []) values.push(...interaction12(item))
  for (const item of change.objectives || []) values.push(...objective12(item))
  if ('location' in change) values.push(['cmi.core.lesson_location', change.location])
  if (change.resumes) values.push(['cmi.core.exit', 'suspend'])
  values.push(['cmi.suspend_data', change.state])
  values.push(['cmi.core.session_time', timespan12(change.seconds)])
  return values
}

function score12(name, score) {
  return [[`${name}.min`, '0'], [`${name}.max`, '100'], [`${name}.raw`, score.toFixed(2)]]
}

function interaction12({ index, isNew, spec, response, fraction, seconds, time }) {
  const name = `cmi.interactions.${index}`
  const { id, type, patterns, weighting } = spec.interaction
  const values = isNew ? [[`${name}.id`, id], [`${name}.type`, type],
    ...patterns.map((pattern, n) => [`${name}.correct_responses.${n}.pattern`, pattern]),
    [`${name}.weighting`, weighting]] : []
  const text = answerText(spec, response, STYLE)
  values.push([`${name}.time`, time.toTimeString().slice(0, 8)])
  if (text !== null) values.push([`${name}.student_response`, text.slice(0, 255)])
  values.push([`${name}.result`, result12(fraction)], [`${name}.latency`, timespan12(seconds)])
  return values
}

function result12(fraction) {
  return fraction === 1 ? 'correct' : fraction === 0 ? 'wrong' : fraction.toFixed(2)
}

function objective12({ index, id, final, score }) {
  const name = `cmi.objectives.${index}`
  const scored = score === null ? [] : score12(`${name}.score`, score)
  return [[`${name}.id`, id], [`${name}.status`, STATUS[final]], ...scored]
}

const LESS = { passed: 'completed', completed: 'incomplete', failed: 'incomplete' }

/** Another way to write an element's value, or a legal value that claims no more; nothing when it
 * changes with every save anyway, or when there is none. */
function other12([name, value]) {
  const last = name.split('.').at(-1)
  if (['suspend_data', 'session_time', 'exit', 'min', 'max'].includes(last)) return null
  if (last.endsWith('status')) return value in LESS && [name, LESS[value]]
  if (last === 'raw') return [name, Math.abs(value - 0.01).toFixed(2)] // Moodle compares numbers
  const others = { type: 'performance', time: `${value}.0`, latency: value.slice(0, -1),
    result: 'neutral', weighting: '0' }
  return [name, others[last] && others[last] !== value ? others[last] : `${value.slice(0, 250)}.`]
}

/** `HHHH:MM:SS.SS`, always with two decimals: Moodle adds `.5` as five hundredths. */
export function timespan12(seconds) {
  const hundredths = Math.min(Math.round(seconds * 100), 3599999999)
  const two = value => String(value).padStart(2, '0')
  const whole = Math.floor(hundredths / 100)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return `${String(hours).padStart(4, '0')}:${two(minutes)}:${two(whole % 60)}.${two(hundredths % 100)}`
}

/** The seconds of a `HHHH:MM:SS.SS`; 0 when it is none. */
export function seconds12(text) {
  const found = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text)
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) : 0
}
