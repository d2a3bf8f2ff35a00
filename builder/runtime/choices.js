// Questions answered by choosing: one option, several, true or false; a family for each thing.
//
// What every kind of question has: `missing` (why it cannot be checked yet, or ''), `read` (the
// response), `write` (put a response back), `show` (what was right; `reveal`: say also what was
// expected) and `hide` (take that away, to try again). `show` gives [right, of how many] where a
// question has several items.

import { icon, make } from './dom.js'
import { say, sayCount } from './words.js'

const inputs = field => [...field.querySelectorAll('.opt input')]
const chosen = field => inputs(field).filter(input => input.checked).map(input => input.value)

/** The mark of an answer: a sign and a word, never a colour alone. */
export const tag = (ok, word) =>
  make('span', { class: 'tag' }, icon(ok ? 'check' : 'again'), word)

export const choice = {
  missing: field => chosen(field).length ? '' : say('hint-choose'),
  read: (field, { type }) => type === 'multiple-choice' ? chosen(field).sort() : chosen(field)[0],
  write(field, response) {
    const keys = [response].flat()
    for (const input of inputs(field)) input.checked = keys.includes(input.value)
  },
  show(field, spec, response, reveal) {
    const keys = [response].flat()
    const answers = spec.answers ?? [spec.answer]
    for (const input of inputs(field)) {
      markOption(input, keys.includes(input.value), answers.includes(input.value), reveal)
    }
    return null
  },
  hide(field) {
    for (const input of inputs(field)) {
      input.disabled = false
      input.checked = false
      const option = input.closest('.opt')
      option.classList.remove('ok', 'ko', 'miss')
      option.querySelector('.tag')?.remove()
    }
  }
}

function markOption(input, isChosen, isRight, reveal) {
  const option = input.closest('.opt')
  input.disabled = true
  const put = (name, ok, word) => {
    option.classList.add(name)
    option.append(tag(ok, say(word)))
  }
  if (isChosen && isRight) put('ok', true, 'your-answer-right')
  else if (isChosen) put('ko', false, 'your-answer')
  else if (isRight && reveal) put('miss', true, 'expected')
}

const rows = field => [...field.querySelectorAll('.sort fieldset')]
const picked = row => row.querySelector('input:checked')
const name = input => input.nextElementSibling.textContent

export const sorting = {
  missing(field) {
    const left = rows(field).filter(row => !picked(row)).length
    return left ? sayCount('hint-lines', left) : ''
  },
  read: field => Object.fromEntries(rows(field).map(row => [row.dataset.item, picked(row)?.value])),
  write(field, response) {
    for (const row of rows(field)) {
      for (const input of row.querySelectorAll('input')) {
        input.checked = response[row.dataset.item] === input.value
      }
    }
  },
  show(field, { belongs }, response, reveal) {
    const told = rows(field).map(row => {
      const key = row.dataset.item
      const of = value => name(row.querySelector(`input[value="${value}"]`))
      return slot(row.querySelector('legend').textContent, ' · ', of(response[key]),
        response[key] === belongs[key], reveal && of(belongs[key]), 'p')
    })
    return exchange(field, '.sort', make('div', { class: 'sort shown' }, told))
  },
  hide: field => restore(field, '.sort')
}

/** A line of an answer: what was asked, what was answered, whether that is right. */
export function slot(asked, between, answered, ok, expected, tagName) {
  const gap = between === '\n' ? make('br') : between
  const note = !ok && expected ? make('span', { class: 'small' }, say('expected-is', { what: expected })) : null
  return make(tagName, { class: `slot ${ok ? 'ok' : 'ko'}` },
    make('span', {}, make('b', {}, asked), gap, answered, note && ' ', note),
    tag(ok, say(ok ? 'tag-right' : 'tag-wrong')))
}

/** Show `told` in the place of the controls, and count its lines. */
export function exchange(field, controls, told) {
  const asked = field.querySelector(controls)
  asked.hidden = true
  asked.after(told)
  const lines = told.matches('.slot') ? [told] : [...told.querySelectorAll('.slot')]
  return [lines.filter(line => line.classList.contains('ok')).length, lines.length]
}

/** Take away what `exchange` showed, and empty the controls. */
export function restore(field, controls) {
  field.querySelectorAll('.shown').forEach(shown => shown.remove())
  field.querySelectorAll(controls).forEach(asked => { asked.hidden = false })
  for (const input of field.querySelectorAll('input, select')) {
    if (input.type === 'radio') input.checked = false
    else input.value = ''
  }
}
