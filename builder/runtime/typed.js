// Questions answered by typing: a number, a few words, the blanks of a passage (typed or chosen).

import { exchange, restore, tag } from './choices.js'
import { make } from './dom.js'
import { mark, number } from './marking.js'
import { say, sayCount } from './words.js'

const box = field => field.querySelector('[data-answer]')

const oneBox = (hint, isOne, told) => ({
  missing: (field, spec) => isOne(box(field).value, spec) ? '' : say(hint),
  read: field => box(field).value.trim(),
  write(field, response) { box(field).value = response },
  show(field, spec, response, reveal) {
    const ok = mark(spec, response) === 1
    const expected = !ok && reveal ? make('span', { class: 'small' }, told.expected(spec, field)) : null
    exchange(field, '.box', make('p', { class: `slot fit shown ${ok ? 'ok' : 'ko'}` },
      make('span', {}, make('b', {}, told.given(response, field)), expected && ' ', expected),
      tag(ok, say(ok ? 'tag-right' : 'tag-wrong'))))
    return null
  },
  hide: field => restore(field, '.box')
})

const unit = field => field.querySelector('.unit').textContent.trim()

const isNumber = (text, { thousands, unit }) => number(text, thousands, unit) !== null

export const numeric = oneBox('hint-number', isNumber, {
  given: (response, field) => `${response} ${unit(field)}`.trim(),
  expected: ({ answer }, field) => say('expected-is', {
    what: `${answer.toLocaleString(document.documentElement.lang)} ${unit(field)}`.trim() })
})

export const shortText = oneBox('hint-write', text => text.trim(), {
  given: response => say('quoted', { what: response }),
  expected: ({ accept }) => say('accepted', { what: accept.join(', ') })
})

const blanks = field => [...field.querySelectorAll('.cloze [data-blank]')]
const words = blank => blank.options ? blank.selectedOptions[0].textContent : blank.value

export const cloze = {
  missing(field) {
    const left = blanks(field).filter(blank => !blank.value.trim()).length
    return left ? sayCount('hint-blanks', left) : ''
  },
  read: field => Object.fromEntries(blanks(field).map(blank => [blank.dataset.blank, blank.value.trim()])),
  write(field, response) {
    for (const blank of blanks(field)) blank.value = response[blank.dataset.blank] ?? ''
  },
  show(field, spec, response, reveal) {
    const told = blanks(field).map(blank => {
      const key = blank.dataset.blank
      const ok = mark({ ...spec, blanks: { [key]: spec.blanks[key] } }, response) === 1
      const right = reveal && !ok ? expectedBlank(blank, spec.blanks[key]) : ''
      const shown = make('span', { class: `slot shown ${ok ? 'ok' : 'ko'}` },
        make('b', {}, words(blank)),
        right && make('span', { class: 'small' }, say('expected-is', { what: right })),
        tag(ok, say(ok ? 'tag-right' : 'tag-wrong')))
      blank.hidden = true
      blank.after(shown)
      return ok
    })
    return [told.filter(Boolean).length, told.length]
  },
  hide: field => restore(field, '.cloze [data-blank]')
}

function expectedBlank(blank, { answer, accept }) {
  const option = answer && blank.querySelector(`option[value="${answer}"]`)
  return option ? option.textContent : accept[0]
}
