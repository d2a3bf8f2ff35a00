// The saved state in the header; when work is not saved, a notice that says what is safe.

import { announce } from './announce.js'
import { make } from './dom.js'
import { say } from './words.js'

const CLASS = { saved: 'is-kept', saving: 'is-saving', lost: 'is-lost' }
const PATIENCE = 400 // ms: a quick save does not flicker
let notice = null
let savedTimer = 0

export function showSaved(session) {
  session.onsaved((state, { retryInSeconds, retry } = {}) => {
    clearTimeout(savedTimer)
    if (state === 'saving') savedTimer = setTimeout(() => markSaved(state), PATIENCE)
    else markSaved(state)
    if (state === 'lost') showLost(retryInSeconds, retry)
    if (state === 'saved') showRelief()
  })
}

function markSaved(state) {
  const saved = document.querySelector('.saved')
  saved.hidden = false
  saved.className = `saved ${CLASS[state]}`
  const text = saved.querySelector('.saved-text')
  if (text.textContent !== say(state)) text.textContent = say(state)
}

function showLost(seconds, retry) {
  const text = seconds ? say('lost-long', { n: seconds }) : say('lost-now')
  if (!notice) {
    const button = make('button', { class: 'btn', type: 'button', 'data-do': 'retry' }, say('retry'))
    notice = make('div', { class: 'notice wide' }, make('p'), button)
    announce(text)
  }
  notice.querySelector('button').onclick = retry
  notice.querySelector('p').textContent = text
  keepNotice()
}

function showRelief() {
  if (!notice) return
  const held = notice.contains(document.activeElement)
  notice.remove()
  notice = null
  announce(say('saved-again'))
  if (held) document.querySelector('h1').focus({ preventScroll: true })
}

/** Put the notice, when there is one, at the top of the page that just came in. */
export function keepNotice() {
  if (notice) document.getElementById('page').prepend(notice)
}
