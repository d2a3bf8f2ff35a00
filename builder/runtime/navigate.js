// From page to page without leaving the first document, so that the LMS session stays open.

import { announce } from './announce.js'
import { make } from './dom.js'
import { say } from './words.js'

const PARTS = ['.frame', '.ticks', '.to-outline', '.top-page']
const TITLE = '#here' // no element's: the browser leaves the focus alone
const PATIENT = 10000 // ms; then the browser shows by itself what it waits for
let turn = 0

/** Lead clicks on links to the package's own pages to `go`; everything else is the browser's.
 * `arrive` is called when a page has come in, `leave` before one is loaded whole. */
export function leadLinks(arrive, leave) {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href]')
    if (!link || event.defaultPrevented || event.button || event.altKey) return
    if (event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.download) return
    const url = new URL(link.href)
    if (!isPage(url) || url.pathname === location.pathname && url.hash) return
    event.preventDefault()
    go(url, arrive, leave)
  })
}

const folder = path => path.slice(0, path.lastIndexOf('/') + 1)
const isPage = url => url.origin === location.origin &&
  folder(url.pathname) === folder(location.pathname) && url.pathname.endsWith('.html')

/** Bring in the page at `url`; where that fails, load it whole: the state is committed already. */
export async function go(url, arrive, leave) {
  const mine = ++turn
  const here = document.getElementById('page')
  const slow = setTimeout(() => {
    here.setAttribute('aria-busy', 'true')
    announce(say('loading'))
  }, 400)
  const page = await bring(url).catch(() => null)
  clearTimeout(slow)
  here.removeAttribute('aria-busy')
  if (mine !== turn) return
  if (!page && navigator.onLine === false) unreachable()
  else if (page) swap(page, url, arrive)
  else {
    leave()
    load(url)
  }
}

/** A whole load that is meant, and no launch, has an anchor: it stays on the page it asks for. */
function load(url) {
  if (!url.hash) url.hash = TITLE
  location.assign(url)
}

async function bring(url) {
  if (location.protocol === 'file:') return null // nothing may be fetched there
  const response = await fetch(url.pathname + url.search, { signal: AbortSignal.timeout(PATIENT) })
  if (!response.ok) return null
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return page.querySelector('main#page') && page
}

function swap(page, url, arrive) {
  const scroll = document.querySelector('.frame > .outline .outline-in')?.scrollTop
  for (const part of PARTS) document.querySelector(part).replaceWith(page.querySelector(part))
  document.querySelectorAll('noscript').forEach(aside => aside.remove()) // parsed as if for real
  document.title = page.title
  history.replaceState(null, '', url)
  const list = document.querySelector('.frame > .outline .outline-in')
  if (list && scroll) list.scrollTop = scroll
  arrive()
  land(url.hash)
}

/** Put the focus where an address leads: on its anchor (or the field there), else on the title. */
export function land(hash) {
  const target = hash && hash !== TITLE && document.getElementById(decodeURIComponent(hash.slice(1)))
  if (target) {
    target.scrollIntoView()
    const field = target.querySelector('input')
    if (!field) target.tabIndex = -1
    return (field ?? target).focus({ preventScroll: true })
  }
  window.scrollTo(0, 0)
  document.querySelector('.top').scrollIntoView() // the LMS may scroll, not the frame
  document.querySelector('h1').focus({ preventScroll: true })
}

function unreachable() {
  const page = document.getElementById('page')
  page.querySelector('.offline')?.remove()
  page.prepend(make('div', { class: 'notice wide offline' }, make('p', {}, say('unreachable'))))
  announce(say('unreachable'))
}
