// One graded question: to do, answered, right or to look at again, and taken again.

import { choice, sorting } from './choices.js'
import { icon, make, template } from './dom.js'
import { matching, ordering } from './lists.js'
import { cloze, numeric, shortText } from './typed.js'
import { say, sayCount } from './words.js'

const KINDS = {
  'single-choice': choice, 'multiple-choice': choice, 'true-false': choice, matching, ordering,
  numeric, 'short-text': shortText, cloze, categorise: sorting
}
const drafts = new Map() // what was chosen or typed and not checked yet, by question
let clock = 0 // when the reader could begin to think of the next answer

export const startClock = () => { clock = performance.now() }

/** Make the question of `field` work; `changed()` is told when its answer is. */
export function askQuestion(field, session, spec, changed) {
  const id = field.dataset.q
  const kind = KINDS[field.dataset.type]
  const ask = { id, field, kind, spec, session, changed, row: make('p', { class: 'row' }) }
  field.append(ask.row)
  kind.start?.(field, (keys, part) => session.shuffle(id, keys, part))
  const check = () => {
    if (field.classList.contains('done')) return
    drafts.set(id, kind.read(field, spec))
    offerCheck(ask)
  }
  field.addEventListener('input', check)
  field.addEventListener('change', check)
  field.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !event.target.matches('input[type=text]')) return
    event.preventDefault()
    field.querySelector('[data-do=check]')?.click()
  })
  const before = session.question(id)
  const isOpen = drafts.has(id) && before.triesLeft
  if (!isOpen && before.tries && before.response != null) {
    kind.write(field, before.response)
    showAnswer(ask, before)
  } else {
    if (isOpen) kind.write(field, drafts.get(id))
    offerCheck(ask)
  }
  return ask
}

/** The button to check, and while nothing is chosen the reason beside it, never a mute grey. */
function offerCheck(ask) {
  const { field, kind, row, session, spec } = ask
  const hint = kind.missing(field, spec)
  const open = !hint || kind.mayCheck
  let button = row.querySelector('[data-do=check]')
  if (!button) {
    button = make('button', { class: 'btn', type: 'button', 'data-do': 'check' }, say('check'))
    button.addEventListener('click', () => checkAnswer(ask))
    row.replaceChildren(button, make('span', { class: 'hint', id: `hint-${ask.id}` }))
    button.setAttribute('aria-describedby', `hint-${ask.id}`)
  }
  button.classList.toggle('main', !hint)
  button.setAttribute('aria-disabled', String(!open))
  const { triesLeft } = session.question(ask.id)
  row.querySelector('.hint').textContent =
    hint || (Number.isFinite(triesLeft) ? sayCount('tries', triesLeft) : '')
}

/** Save, then say: the answer is committed before anything is revealed. */
async function checkAnswer(ask) {
  const { field, kind, session, spec, id } = ask
  if (kind.missing(field, spec) && !kind.mayCheck) return focusFirst(field)
  const result = await session.answer(id, kind.read(field, spec), (performance.now() - clock) / 1000)
  if (!result) {
    ask.row.querySelector('.hint').textContent = say('hint-long')
    return focusFirst(field)
  }
  drafts.delete(id)
  startClock()
  showAnswer(ask, result)
  field.querySelector('.verdict').focus()
  ask.changed()
}

const focusFirst = field =>
  field.querySelector('input:not([type=text]), [data-answer], [data-blank], select').focus()

/** `result`: what `session.answer` gave now, or `session.question` when the page comes back. */
function showAnswer(ask, result) {
  const { field, kind, row, spec } = ask
  const { fraction, triesLeft, response } = result
  const isRight = fraction === 1
  const counts = kind.show(field, spec, response, isRight || !triesLeft || triesLeft === Infinity)
  ask.result = result
  field.classList.add('done')
  row.before(verdict(field, [response].flat(), isRight, counts))
  row.replaceChildren(...isRight || !triesLeft ? spent(isRight) : again(ask, triesLeft))
}

function verdict(field, chosen, isRight, counts) {
  const [right, total] = counts ?? [0, 0]
  const title = isRight ? say('right') : right ? say('partly', { right, total }) : say('wrong')
  const said = field.dataset.type.endsWith('choice')
    ? chosen.map(key => template(field, `option:${key}`)) : []
  const rest = isRight ? [template(field, 'right')] : [template(field, 'wrong'), template(field, 'page')]
  return make('div', { class: `verdict ${isRight ? 'ok' : 'ko'}`, role: 'status', tabindex: '-1' },
    make('p', { class: 'verdict-t' }, icon(isRight ? 'check' : 'again'), title),
    [...said, ...rest].map(paragraphs))
}

/** An option's feedback is inline text: it gets its paragraph here. */
function paragraphs(fragment) {
  if (!fragment || fragment.querySelector('p, ul, ol, figure, table, div')) return fragment
  return make('p', {}, fragment)
}

const spent = isRight => isRight ? [] : [make('span', { class: 'hint' }, say('no-tries'))]

function again(ask, triesLeft) {
  const button = make('button', { class: 'btn', type: 'button', 'data-do': 'again' }, say('again'))
  button.addEventListener('click', () => takeAgain(ask))
  const left = Number.isFinite(triesLeft) && make('span', { class: 'hint' }, sayCount('tries', triesLeft))
  return [button, left].filter(Boolean)
}

/** Back to the question, its controls empty and the focus on the first of them. */
export function takeAgain(ask) {
  const { field, kind, row } = ask
  field.querySelector('.verdict').remove()
  field.classList.remove('done')
  ask.result = null
  kind.hide(field)
  row.replaceChildren()
  offerCheck(ask)
  startClock()
  ask.changed()
  field.querySelector('input, select, [data-move]:not([aria-disabled=true])').focus()
}
