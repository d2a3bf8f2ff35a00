// The player's entry: one session for the visit, and each page brought to life as it arrives.

import { tellCompletion, tellMode } from './course.js'
import { unfoldTerms } from './glossary.js'
import { go, land, leadLinks } from './navigate.js'
import { fillNotebook } from './notebook.js'
import { markOutline, markReturn } from './outline.js'
import { startQuiz } from './quiz.js'
import { keepNotice, showSaved } from './saved.js'
import { watchBoxes } from './scroll.js'
import { offerSearch } from './search.js'
import { open } from './session.js'
import { applyDisplay, offerDisplay } from './settings.js'
import { useWords } from './words.js'
import { openWorksheets } from './worksheet.js'

const data = globalThis.CARTABLE
applyDisplay(data)
useWords(data)
const session = open(data, window)

function arrive() {
  const page = document.getElementById('page')
  const screen = page.dataset.screen
  if (screen) session.visit(screen)
  else markReturn(data, session)
  markOutline(data, session)
  tellMode(page, session)
  keepNotice()
  unfoldTerms(page)
  startQuiz(page, data, session)
  openWorksheets(page, session)
  offerSearch(page, data)
  offerDisplay(page, data)
  fillNotebook(page, session)
  offerPrint(page)
  watchBoxes(page)
  tellCompletion(session)
}

const leave = () => session.moving()

function offerPrint(page) {
  for (const button of page.querySelectorAll('[data-do=print]')) {
    button.parentElement.hidden = false
    button.addEventListener('click', () => window.print())
  }
}

/** The LMS opens index.html, without an anchor: from there, back to where the reader was. */
function begin() {
  const place = data.screens.find(({ id }) => id === session.location)
  const isLaunch = !location.hash && document.getElementById('page').dataset.screen === data.screens[0].id
  if (isLaunch && place && place !== data.screens[0]) {
    go(new URL(place.file, location.href), arrive, leave)
  } else {
    arrive()
    if (location.hash) land(location.hash)
  }
}

showSaved(session)
leadLinks(arrive, leave)
begin()
