// Positions and reflections: kept, never right or wrong. A reflection stays on this device.

import { icon, make, template } from './dom.js'
import { say } from './words.js'

const PAUSE = 500 // ms without a key before a text is kept

/** A position on a scale: kept as soon as it is chosen; the focus stays where it is. */
export function askPosition(field, session) {
  const id = field.dataset.q
  const inputs = [...field.querySelectorAll('.likert input')]
  const kept = session.question(id).response
  for (const input of inputs) input.checked = input.value === String(kept)
  if (kept != null) showKept(field)
  field.addEventListener('change', () => {
    session.keep(id, inputs.find(input => input.checked).value)
    showKept(field)
  })
}

function showKept(field) {
  if (field.querySelector('.verdict')) return
  field.append(make('div', { class: 'verdict kept', role: 'status' },
    make('p', { class: 'verdict-t' }, icon('check'), say('kept')), template(field, 'right')))
}

/** A long text, kept as it is typed; once there is one, the question counts as done. */
export function askReflection(field, session) {
  const id = field.dataset.q
  keepText(field.querySelector('textarea'), session, id, () => {
    if (!session.question(id).done) session.keep(id)
  })
}

/** Keep a field's text under `key` on this device, and say so under it; `written` while there is one. */
export function keepText(field, session, key, written = () => {}) {
  const said = make('p', { class: 'hint', role: 'status' })
  field.value = session.local.text(key)
  if (field.value) written()
  let timer = 0
  const keep = () => {
    clearTimeout(timer)
    timer = 0
    const isKept = session.local.setText(key, field.value) !== false
    said.replaceChildren(isKept ? keptAt() : say('notebook-not-kept'))
    if (field.value) written()
  }
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(keep, PAUSE)
  })
  field.addEventListener('change', () => timer && keep())
  field.after(said)
}

function keptAt() {
  const now = new Date()
  const time = { hours: now.getHours(), minutes: String(now.getMinutes()).padStart(2, '0') }
  return make('span', { class: 'saved is-kept' },
    make('span', { class: 'dot', 'aria-hidden': 'true' }), say('kept-at', time))
}
