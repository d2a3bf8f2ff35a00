// Where a learner stands: the screens done and the grade, in the whole package or in a module.

import { gradeOf } from './report.js'

/**
 * The standing in some screens of a session. A quiz is done once its graded questions have an answer:
 * to open it is not to take it.
 */
export function standingIn(screens, { data, orders, state }) {
  const grade = ids => gradeOf(ids.flatMap(id => orders[id] || [])
    .map(id => [id, data.questions[id]]), state.answers)
  const ids = screens.map(({ id }) => id)
  const done = ids.filter(id => state.seen.has(id) && grade([id]).answered).length
  return { progress: done / ids.length, seenAll: done === ids.length, grade: grade(ids) }
}
