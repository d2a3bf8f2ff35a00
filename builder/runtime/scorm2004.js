// SCORM 2004, 3rd and 4th edition: the data model's names and formats.

import { answerText, areHeld } from './report.js'

const FINAL_2004 = { passed: 2, failed: 3 }
const SHORT = /^-?\d{1,5}(\.\d{1,7})?$/ // real(10,7), and no more digits than Moodle takes

/** A player; see scorm12.js for what a player does. */
export function scorm2004(api, language) {
  const held = new Map() // what the LMS holds, stored or not
  const set = ([name, value]) => {
    const isTaken = String(api.SetValue(name, value)) === 'true'
    if (isTaken) held.set(name, value)
    return isTaken
  }
  const isNews = ([name, value]) => held.get(name) !== value
  const send = values => {
    const isHeld = areHeld(values, set)
    return String(api.Commit('')) === 'true' && isHeld
  }
  return {
    name: 'scorm2004',
    // Moodle posts the whole data model at each commit, and at closing by a beacon, which carries
    // 64 KiB: so nothing is committed that Terminate stores anyway (RTE 3.1.3.2).
    repeats: true,
    begin() {
      held.clear()
      return begin2004(api)
    },
    values: change => values2004(change, language),
    send,
    resend: values => send(values.filter(isNews)),
    put: values => areHeld(values.filter(isNews), set),
    finish: () => String(api.Terminate('')) === 'true'
  }
}

function begin2004(api) {
  const get = name => String(api.GetValue(name) ?? '')
  const started = String(api.Initialize('')) === 'true'
  const mode = get('cmi.mode')
  if (!started && String(api.GetLastError()) !== '0') return null
  const isDone = get('cmi.completion_status') === 'completed'
  const final = FINAL_2004[get('cmi.success_status')] || Number(isDone)
  if (mode !== 'review' && mode !== 'browse' && !final) {
    api.SetValue('cmi.completion_status', 'incomplete')
  }
  const score = get('cmi.score.raw')
  const objectives = Number(get('cmi.objectives._count')) || 0
  return {
    mode: mode === 'review' || mode === 'browse' ? mode : 'normal',
    learner: get('cmi.learner_id'),
    state: get('cmi.suspend_data'),
    final,
    score: score === '' ? null : Number(score) || 0,
    total: seconds2004(get('cmi.total_time')),
    interactions: Number(get('cmi.interactions._count')) || 0,
    objectives: Array.from({ length: objectives }, (_, n) => get(`cmi.objectives.${n}.id`))
  }
}

function values2004(change, language) {
  const values = []
  if ('final' in change) values.push(...status2004('cmi', change.final))
  if ('score' in change) values.push(...score2004('cmi.score', change.score))
  if ('progress' in change) {
    values.push(['cmi.progress_measure', String(Number(change.progress.toFixed(4)))])
  }
  for (const item of change.interactions || []) values.push(...interaction2004(item, language))
  for (const item of change.objectives || []) values.push(...objective2004(item))
  if ('location' in change) values.push(['cmi.location', change.location])
  if (change.resumes) values.push(['cmi.exit', 'suspend'])
  values.push(['cmi.suspend_data', change.state])
  values.push(['cmi.session_time', timespan2004(change.seconds)])
  return values
}

// A failed learner is not told completed: Moodle would tick the activity.
function status2004(name, final) {
  const done = final === 1 || final === 2
  return [[`${name}.completion_status`, done ? 'completed' : 'incomplete'],
    [`${name}.success_status`, ['unknown', 'unknown', 'passed', 'failed'][final]]]
}

function score2004(name, score) {
  return [[`${name}.min`, '0'], [`${name}.max`, '100'], [`${name}.raw`, score.toFixed(2)],
    [`${name}.scaled`, (score / 100).toFixed(4)]]
}

function interaction2004({ index, isNew, spec, response, fraction, seconds, time }, language) {
  const name = `cmi.interactions.${index}`
  const { id, type, patterns, weighting } = spec.interaction
  const values = isNew ? [[`${name}.id`, id], [`${name}.type`, type],
    ...patterns.map((pattern, n) => [`${name}.correct_responses.${n}.pattern`, pattern]),
    [`${name}.weighting`, weighting]] : []
  const said = answerText(spec, response, style2004(language))
  values.push([`${name}.timestamp`, timestamp(time)])
  if (said && (type !== 'numeric' || SHORT.test(said))) values.push([`${name}.learner_response`, said])
  values.push([`${name}.result`, result2004(fraction)], [`${name}.latency`, timespan2004(seconds)])
  return values
}

function style2004(language) {
  const text = value => `{lang=${language}}${value.replaceAll('[,]', '[ , ]').replace(/^\{/, ' {')}`
  return { comma: '[,]', dot: '[.]', list: '[,]', truth: value => value, text }
}

function result2004(fraction) {
  return fraction === 1 ? 'correct' : fraction === 0 ? 'incorrect' : fraction.toFixed(2)
}

function objective2004({ index, id, final, score }) {
  const name = `cmi.objectives.${index}`
  const scored = score === null ? [] : score2004(`${name}.score`, score)
  return [[`${name}.id`, id], ...status2004(name, final), ...scored]
}

/** Local time without zone or fraction: Moodle refuses what `toISOString` gives. */
function timestamp(time) {
  const two = value => String(value).padStart(2, '0')
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${date}T${time.toTimeString().slice(0, 8)}`
}

/** `PT1H2M3.45S`, at most two decimals. */
export function timespan2004(seconds) {
  const hundredths = Math.round(seconds * 100)
  const [hours, minutes] = [Math.floor(hundredths / 360000), Math.floor(hundredths / 6000) % 60]
  const rest = Number(((hundredths % 6000) / 100).toFixed(2))
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest}S`
}

/** The seconds of an ISO 8601 duration of days at most; 0 for what is none (Moodle writes `P`). */
export function seconds2004(text) {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (!found) return 0
  const [days, hours, minutes, seconds] = found.slice(1).map(part => Number(part || 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}
