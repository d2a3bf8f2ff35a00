// Where a visit begins, and what two windows on one attempt did, put together.

import { isNewer } from './local.js'
import { fractionOf, laterFinal } from './report.js'
import { decode, fresh, nonceOf } from './state.js'

/**
 * The state that a visit begins with. An LMS that keeps nothing has a new attempt (`nonce`); what it
 * keeps but cannot be read is not one: then this learner's copy counts (`damage`: recovered or lost).
 */
export function restored({ state, mode }, known, local, layout, nonce) {
  if (!state) return { state: fresh(nonce) }
  const copy = local.read(known ? known.nonce : nonceOf(state)) ||
    (known || mode === 'review' ? null : local.newest())
  const kept = copy && decode(copy.state, layout)
  if (!known) return { state: kept || fresh(nonce), damage: kept ? 'recovered' : 'damaged' }
  if (kept && isNewer({ ...copy, ...kept, base: copy.base }, known)) return { state: kept }
  if (kept && kept.counter > known.counter) local.drop(known.nonce) // another device went on since
  return { state: known }
}

/** `mine` with what `other` has of the same attempt and `mine` lacks: nothing won is taken back. */
export function merged(mine, other, questions) {
  const answers = { ...other.answers, ...mine.answers }
  for (const [id, theirs] of Object.entries(other.answers)) {
    answers[id] = better(questions[id], answers[id], theirs)
  }
  const best = mine.best === null ? other.best : Math.max(mine.best, other.best)
  return { ...mine, answers, best, seen: new Set([...mine.seen, ...other.seen]),
    counter: Math.max(mine.counter, other.counter), seconds: Math.max(mine.seconds, other.seconds),
    final: laterFinal(mine.final, other.final) }
}

function better(spec, mine, theirs) {
  const won = answer => fractionOf(spec, answer) ?? 0
  const { response } = spec?.interaction && won(theirs) > won(mine) ? theirs : mine
  return { response, tries: Math.max(mine.tries, theirs.tries), index: mine.index ?? theirs.index }
}

/**
 * The answers that an LMS with `count` interactions has none of, oldest first, or has another of
 * than `before`. An index that it has not reached is taken away: it takes them in order only.
 */
export function unreported(answers, before, questions, count) {
  const made = id => answers[id].index ?? Infinity
  return Object.keys(answers).sort((a, b) => made(a) - made(b) || 0).filter(id => {
    const answer = answers[id]
    if (!questions[id]?.interaction) return false
    if (answer.index !== null && answer.index >= count) answer.index = null
    return answer.index === null || JSON.stringify(answer) !== JSON.stringify(before[id])
  })
}
