// One polite live region for what happens away from the focus.

import { make } from './dom.js'

let region = null

export function announce(text) {
  if (!region) {
    region = make('p', { class: 'vh', role: 'status', id: 'said' })
    document.body.append(region)
  }
  region.textContent = ''
  setTimeout(() => { region.textContent = text }, 60)
}
