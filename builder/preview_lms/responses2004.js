// Which learner responses and correct patterns each type of interaction takes: SCORM 2004 RTE 4.2.9,
// held as narrowly as Moodle or the ADL engine does, whichever is narrower.

const ID = /^[\w.]{1,250}$/
const REAL = /^-?\d{1,5}(\.\d{1,7})?$/
const WORDS = /^(\{lang=[a-z]{2,3}(-[A-Za-z0-9-]{2,8})?\})?([^{].{0,249})?$/s
const HEAD = /^(\{(case_matters|order_matters)=(true|false)\})*/

const parts = (value, most) => {
  const found = value.split('[,]')
  return found.length <= most ? found : []
}
const every = (found, rule) => found.length > 0 && found.every(rule)
const isSet = found => new Set(found).size === found.length
const isPair = part => part.split('[.]').length === 2 && part.split('[.]').every(id => ID.test(id))

const RESPONSES = {
  'true-false': value => value === 'true' || value === 'false',
  choice: value => every(parts(value, 36), id => ID.test(id)) && isSet(parts(value, 36)),
  'fill-in': value => every(parts(value, 10), part => WORDS.test(part)),
  'long-fill-in': value => value.length <= 4000,
  matching: value => every(parts(value, 36), isPair),
  sequencing: value => every(parts(value, 36), id => ID.test(id)),
  likert: value => ID.test(value),
  numeric: value => REAL.test(value)
}

export function isResponse(type, value) {
  return type in RESPONSES ? RESPONSES[type](value) : value.length <= 4000
}

export function isPattern(type, value) {
  if (type === 'numeric') return isRange(value)
  return isResponse(type, type.endsWith('fill-in') ? value.replace(HEAD, '') : value)
}

function isRange(value) {
  const ends = value.split('[:]')
  return ends.length === 2 && ends.every(end => end === '' || REAL.test(end)) &&
    (ends.includes('') || Number(ends[0]) <= Number(ends[1]))
}
