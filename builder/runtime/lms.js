// Find the LMS that this page lives in: its API object is in a window above, or in one that opened us.

import { scorm12 } from './scorm12.js'
import { scorm2004 } from './scorm2004.js'
import { solo } from './solo.js'

const NAMES = { scorm12: 'API', scorm2004: 'API_1484_11' }
const LEVELS = 7 // SCORM 1.2 RTE 3.3.6.1

/** The window that has an API object of that name, or null. */
export function findHome(window, name) {
  for (const start of [() => window, () => window.opener, () => window.top.opener]) {
    const home = climb(start, name)
    if (home) return home
  }
  return null
}

function climb(start, name) {
  try {
    let window = start()
    for (let level = 0; window && level <= LEVELS; level++) {
      if (window[name]) return window
      window = window.parent === window ? null : window.parent
    }
  } catch (error) {
    if (error.name !== 'SecurityError') throw error // a window of another site has no API for us
  }
  return null
}

/** The player for this package where it runs: an LMS's, or this browser's storage without one. */
export function connect(data, window, copy) {
  const name = NAMES[data.lms]
  const home = name && findHome(window, name)
  if (!home) return solo(copy)
  const player = data.lms === 'scorm12' ? scorm12(home[name]) : scorm2004(home[name], data.language)
  return { ...player, home }
}
