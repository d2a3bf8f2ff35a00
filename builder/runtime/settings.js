// Colours and text size: the reader's choice, kept on this device, put on the root element.

import { make } from './dom.js'
import { say } from './words.js'

const KEY = 'cartable:display'
const CHOICES = { theme: ['auto', 'light', 'dark'], size: ['0', '1', '2'] }

/** Storage may be forbidden in a frame: then a choice lasts as long as the page. */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {}
  } catch {
    return {}
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice))
  } catch {
    document.querySelector('.display .hint').hidden = true
  }
}

/** Apply what was chosen; without a choice, a package for an LMS stays light (its page is white). */
export function applyDisplay(data) {
  const root = document.documentElement
  const { theme = data.lms === 'none' ? 'auto' : 'light', size = '0' } = kept()
  if (theme === 'auto') delete root.dataset.theme
  else root.dataset.theme = theme
  root.dataset.size = size
}

/** Make the display settings of the outline's page. */
export function offerDisplay(page, data) {
  const section = page.querySelector('.display')
  if (!section) return
  section.hidden = false
  const root = document.documentElement
  const now = { theme: root.dataset.theme ?? 'auto', size: root.dataset.size }
  section.append(...Object.entries(CHOICES).map(([name, values]) => group(name, values, now[name])),
    make('p', { class: 'hint' }, say('display-hint')))
  section.addEventListener('change', ({ target }) => {
    keep({ ...kept(), [target.name.replace('display-', '')]: target.value })
    applyDisplay(data)
  })
}

function group(name, values, chosen) {
  return make('fieldset', { class: 'choices' }, make('legend', {}, say(name)),
    values.map(value => make('label', { class: 'opt' },
      make('input', { type: 'radio', name: `display-${name}`, value, checked: value === chosen }),
      make('span', {}, say(`${name}-${value}`)))))
}
