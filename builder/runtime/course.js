// What concerns the whole course: that it is finished, or only read again.

import { announce } from './announce.js'
import { make } from './dom.js'
import { say } from './words.js'

let wasComplete = null

/** Say once that the course is finished, when that happens before the reader's eyes. */
export function tellCompletion(session) {
  const { complete } = session.score()
  if (complete && wasComplete === false) announce(say('complete'))
  wasComplete = complete
}

/** In review or browse the LMS keeps nothing; what it kept may be damaged: the page says so. */
export function tellMode(page, session) {
  const told = session.mode === 'normal' ? session.damage : session.mode
  if (told) page.prepend(make('div', { class: 'notice wide calm' }, make('p', {}, say(told))))
}
