// One polite live region for what happens away from the focus.

import { make } from './dom.js'

let region = null
let texts = []

/** Say a text; what comes at the same moment is said with it. */
export function announce(text) {
  if (!region) {
    region = make('p', { class: 'vh', role: 'status', id: 'said' })
    document.body.append(region)
  }
  if (!texts.length) setTimeout(sayAll, 60)
  texts.push(text)
  region.textContent = ''
}

function sayAll() {
  region.textContent = texts.join(' ')
  texts = []
}
