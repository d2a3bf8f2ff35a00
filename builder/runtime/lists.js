// Questions on lists: matching by a select a row, ordering by two buttons a row. Nothing is dragged.

import { announce } from './announce.js'
import { exchange, restore, slot, tag } from './choices.js'
import { make } from './dom.js'
import { say, sayCount } from './words.js'

const selects = field => [...field.querySelectorAll('select[data-left]')]
const text = (select, value) => select.querySelector(`option[value="${value}"]`).dataset.text

export const matching = {
  start(field, shuffle) {
    const first = selects(field)[0]
    const keys = shuffle([...first.options].map(option => option.value).filter(Boolean), 'right')
    const list = field.querySelector('.keys')
    if (list) list.append(...keys.map(key => list.querySelector(`[data-key="${key}"]`)))
    for (const select of selects(field)) letter(select, keys, Boolean(list))
  },
  missing(field) {
    const left = selects(field).filter(select => !select.value).length
    return left ? sayCount('hint-lines', left) : ''
  },
  read: field => Object.fromEntries(selects(field).map(select => [select.dataset.left, select.value])),
  write(field, response) {
    for (const select of selects(field)) select.value = response[select.dataset.left] ?? ''
  },
  show(field, { pairs }, response, reveal) {
    const told = selects(field).map(select => {
      const [given, right] = [response[select.dataset.left], pairs[select.dataset.left]]
      return slot(select.labels[0].textContent, '\n', given ? text(select, given) : '…',
        given === right, reveal && text(select, right), 'li')
    })
    const list = field.querySelector('.keys')
    if (list) list.hidden = true
    return exchange(field, '.pairs', make('ul', { class: 'pairs shown' }, told))
  },
  hide: field => restore(field, '.pairs, .keys')
}

function letter(select, keys, isLong) {
  const options = keys.map((key, index) => {
    const option = select.querySelector(`option[value="${key}"]`)
    option.dataset.text = option.textContent
    if (isLong) option.textContent = `${String.fromCharCode(65 + index)}. ${option.textContent}`
    return option
  })
  select.append(...options)
}

const items = field => [...field.querySelectorAll('.rank > li')]
const order = field => items(field).map(item => item.dataset.key)

function arrange(field, keys) {
  const list = field.querySelector('.rank')
  list.append(...keys.map(key => list.querySelector(`li[data-key="${key}"]`)))
  renumber(field)
}

function renumber(field) {
  const all = items(field)
  all.forEach((item, index) => {
    item.querySelector('.n').textContent = index + 1
    const [up, down] = item.querySelectorAll('[data-move]')
    up.setAttribute('aria-disabled', String(index === 0))
    down.setAttribute('aria-disabled', String(index === all.length - 1))
  })
}

/** Move a row; the focus follows it, and its new place is said. */
function moveRow(field, button) {
  const item = button.closest('li')
  const other = button.dataset.move === 'up' ? item.previousElementSibling : item.nextElementSibling
  if (!other) return
  if (button.dataset.move === 'up') other.before(item)
  else other.after(item)
  renumber(field)
  for (const one of items(field)) one.classList.toggle('moved', one === item)
  button.focus()
  announce(say('moved', { what: item.querySelector('.what').textContent,
    place: order(field).indexOf(item.dataset.key) + 1, total: items(field).length }))
}

export const ordering = {
  start(field, shuffle) {
    arrange(field, shuffle(order(field).sort(), 'item'))
    field.querySelector('.rank').addEventListener('click', event => {
      const button = event.target.closest('[data-move]')
      if (!button || field.classList.contains('done')) return
      moveRow(field, button)
      field.dispatchEvent(new Event('change'))
    })
  },
  missing: field => field.querySelector('.moved') ? '' : say('hint-move'),
  mayCheck: true,
  read: order,
  write: arrange,
  show(field, { answer }, response, reveal) {
    arrange(field, response)
    const all = items(field)
    all.forEach((item, index) => {
      const key = item.dataset.key
      const place = answer.indexOf(key)
      item.classList.remove('moved')
      item.classList.add(place === index ? 'ok' : 'ko')
      item.querySelector('.moves').hidden = true
      if (place !== index && reveal) item.querySelector('.what').append(
        make('span', { class: 'small' }, ` ${say('expected-place', { n: place + 1 })}`))
      item.append(tag(place === index, say(place === index ? 'tag-right' : 'tag-wrong')))
    })
    return [all.filter(item => item.classList.contains('ok')).length, all.length]
  },
  hide(field) {
    for (const item of items(field)) {
      item.classList.remove('ok', 'ko')
      item.querySelector('.moves').hidden = false
      item.querySelectorAll('.tag, .what > .small').forEach(told => told.remove())
    }
  }
}
