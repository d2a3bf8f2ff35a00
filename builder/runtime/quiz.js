// A quiz: its questions drawn and in this attempt's order, and its end.

import { tellCompletion } from './course.js'
import { askPosition, askReflection } from './opinions.js'
import { askQuestion, startClock } from './question.js'
import { showScore } from './score.js'

/** Make the quiz of the page work, where the page is one. */
export function startQuiz(page, data, session) {
  const quiz = data.quizzes[page.dataset.screen]
  if (!quiz) return
  startClock()
  const fields = new Map([...page.querySelectorAll('[data-q]')].map(field => [field.dataset.q, field]))
  const drawn = session.order(page.dataset.screen)
  arrangeQuiz(page, fields, drawn)
  const asked = []
  const changed = () => {
    showScore(page, data, session, asked)
    tellCompletion(session)
  }
  for (const id of drawn) {
    const [field, spec] = [fields.get(id), data.questions[id]]
    if (spec.type === 'likert') askPosition(field, session)
    else if (spec.type === 'reflection') askReflection(field, session)
    else asked.push(askQuestion(field, session, spec, changed))
  }
  changed()
}

function arrangeQuiz(page, fields, drawn) {
  const sections = new Map([...fields].map(([id, field]) => [id, field.closest('.ask')]))
  for (const [id, section] of sections) {
    section.hidden = fields.get(id).hidden = !drawn.includes(id)
  }
  drawn.forEach((id, index) => {
    const section = sections.get(id)
    section.querySelector('.n').textContent = index + 1
    section.querySelector('.total').textContent = drawn.length
    page.querySelector('.pager').before(section)
  })
}
