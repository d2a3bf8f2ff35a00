// How a response is marked, 0 to 1: builder/marking.py in the learner's browser, held by the same
// vectors. Its docstring says what a response is and what the scoring rules are.

const SPELLINGS = [[/[‘’ʼ´`′]/g, "'"], [/[“”«»„]/g, '"'], [/[‐‑‒–—−]/g, '-']]
const LETTERS = { œ: 'oe', æ: 'ae', ø: 'o', ł: 'l', đ: 'd' }
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/
const THOUSANDS = {
  ',': /^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$/,
  '.': /^[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*$|^[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}$/
}
const CLOSE = 1e-12

/** How right a response is, 0 to 1. */
export function mark(spec, response) {
  const rule = {
    'single-choice': () => Number(response === spec.answer),
    'true-false': () => Number(response === spec.answer),
    'multiple-choice': () => markSet(spec, new Set(response)),
    matching: () => score(tally(spec.pairs, response), spec.scoring),
    categorise: () => score(tally(spec.belongs, response), spec.scoring),
    ordering: () => score(tally({ ...spec.answer }, { ...response }), spec.scoring),
    numeric: () => Number(near(spec, response)),
    'short-text': () => Number(accepted(spec, response)),
    cloze: () => score(tally(spec.blanks, response, blankIsRight), spec.scoring)
  }[spec.type]
  if (!rule) throw new Error(`${spec.type} is not graded`)
  return rule()
}

function score([right, wrong, count], scoring) {
  if (right === count && !wrong) return 1
  if (scoring === 'all-or-nothing') return 0
  return (scoring === 'per-item' ? right : Math.max(0, right - wrong)) / count
}

function markSet({ keys, answers, scoring }, chosen) {
  const right = answers.filter(key => chosen.has(key)).length
  const extra = chosen.size - right
  if (right === answers.length && !extra) return 1
  if (!chosen.size) return 0
  const wrong = extra + answers.length - right
  if (scoring === 'per-item') return score([keys.length - wrong, wrong, keys.length], scoring)
  return score([right, extra, Math.max(1, answers.length)], scoring)
}

function tally(answers, response, isRight = (answer, given) => answer === given) {
  const names = Object.keys(answers)
  const given = names.filter(name => response[name])
  const right = given.filter(name => isRight(answers[name], response[name])).length
  return [right, given.length - right, names.length]
}

function blankIsRight(blank, given) {
  return blank.keys ? given === blank.answer : accepted(blank, given)
}

const accepted = (spec, text) => formsOf(spec, text).length > 0

/** The accepted forms that a text is. */
export function formsOf(spec, text) {
  const given = plain(text, spec.case, spec.accents)
  return spec.accept.filter(form => given && plain(form, spec.case, spec.accents) === given)
}

const spelt = text => SPELLINGS.reduce((now, [some, one]) => now.replace(some, one), text)

/** A text without the differences that do not count. */
export function plain(text, withCase, withAccents) {
  text = spelt(text).normalize('NFKC')
  if (!withCase) text = text.toUpperCase().toLowerCase()
  if (!withAccents) {
    text = text.normalize('NFKD').replace(/\p{Mn}/gu, '').replace(/[œæøłđ]/g, c => LETTERS[c])
  }
  return spelt(text).normalize('NFKC').split(/\s+/u).filter(Boolean).join(' ')
}

function near(spec, response) {
  const value = number(response, spec.thousands, spec.unit)
  if (value === null) return false
  const slack = CLOSE * Math.max(Math.abs(value), Math.abs(spec.answer), spec.tolerance)
  return Math.abs(value - spec.answer) <= spec.tolerance + slack
}

/** The number a person typed, with a decimal comma or point; null when it is none. */
export function number(text, thousands, unit = '') {
  text = plain(text, true, true)
  unit = plain(unit, true, true)
  if (unit && text.endsWith(unit)) text = text.slice(0, -unit.length)
  text = text.replace(/[ ']/g, '')
  if (THOUSANDS[thousands].test(text)) text = text.replaceAll(thousands, '')
  text = text.replaceAll(',', '.')
  return NUMBER.test(text) ? Number(text) : null
}
