// What the answers amount to, and how a response is written for an LMS.

import { mark, number } from './marking.js'

/** How right the response that counts is; null before any. */
export function fractionOf(spec, answer) {
  return answer && answer.tries ? mark(spec, answer.response) : null
}

/** Whether nothing more can be won on a question. */
export function isSpent(spec, answer) {
  if (!answer) return false
  return (spec.tries > 0 && answer.tries >= spec.tries) || fractionOf(spec, answer) === 1
}

/** The percentage of some questions' points (two decimals; null without any), and how far they are. */
export function gradeOf(questions, answers) {
  const graded = questions.filter(([, spec]) => spec.interaction)
  const points = graded.reduce((sum, [, spec]) => sum + spec.points, 0)
  const fraction = ([id, spec]) => fractionOf(spec, answers[id]) || 0
  const won = graded.reduce((sum, one) => sum + one[1].points * fraction(one), 0)
  return {
    raw: points ? Math.round(10000 * won / points) / 100 : null,
    begun: graded.some(([id]) => answers[id]),
    answered: graded.every(([id]) => answers[id]),
    spent: graded.every(([id, spec]) => isSpent(spec, answers[id]))
  }
}

/** 0 nothing final, 1 completed, 2 passed, 3 failed: the author's rule on where the learner is. */
export function finalOf({ completion, pass, failed }, seenAll, grade, best) {
  if (grade.raw === null || completion === 'pages') return Number(seenAll)
  if (completion === 'both' && !seenAll) return 0
  if (grade.answered && best >= pass) return 2
  return grade.spent && failed ? 3 : 0
}

/** What is final stays; only *passed* follows *failed* or *completed*. */
export function laterFinal(before, now) {
  return now === 2 || !before ? now : before
}

const MUST = /^cmi\.(core\.)?(suspend_data|score\.raw|\w+_status)$/

/** Set values by `set`; whether all was taken that the grade and the way back depend on. */
export function areHeld(values, set) {
  const refused = values.filter(pair => !set(pair)).map(([name]) => name)
  if (refused.length) console.error(`refused: ${refused}`)
  return !refused.some(name => MUST.test(name))
}

/** A response as text in a standard's punctuation; null when there is nothing to say. */
export function answerText(spec, response, style) {
  const names = of => Object.keys(of).sort()
  const pairs = () => names(response).map(key => key + style.dot + response[key])
  const rule = {
    'single-choice': () => response,
    'true-false': () => response && style.truth(response),
    'multiple-choice': () => response.join(style.comma),
    ordering: () => response.join(style.comma),
    matching: () => pairs().join(style.comma),
    categorise: () => pairs().join(style.comma),
    numeric: () => decimal(number(response, spec.thousands, spec.unit)),
    'short-text': () => style.text(response),
    cloze: () => names(spec.blanks).map(key => style.text(response[key] || '')).join(style.list)
  }[spec.type]
  return rule() || null
}

/** A number with a point and no exponent. */
function decimal(value) {
  return value === null ? null : String(Number(value.toFixed(7)))
}
