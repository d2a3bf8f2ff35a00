// What the reader wrote: gathered on the notebook's page, to print or to take away as a file.

import { make } from './dom.js'

/** Fill the notebook's page with the texts of this device. */
export function fillNotebook(page, session) {
  const places = [...page.querySelectorAll('[data-note]')]
  for (const place of places) {
    const text = session.local.text(place.dataset.note)
    if (text) place.textContent = place.getAttribute(`data-option-${text}`) ?? text
    place.classList.toggle('soft', !text)
  }
  const row = page.querySelector('.notebook-do')
  if (!row) return
  row.hidden = false
  row.querySelector('[data-do=download]').addEventListener('click', event =>
    download(event.currentTarget.dataset.name, asFile(page, places)))
}

/** The notebook as a file of its own: plain HTML, readable anywhere. */
function asFile(page, places) {
  const doc = document.implementation.createHTMLDocument(document.title)
  doc.documentElement.lang = document.documentElement.lang
  doc.head.prepend(Object.assign(doc.createElement('meta'), { httpEquiv: 'content-type', content: 'text/html; charset=utf-8' }))
  const write = (tag, text) => doc.body.append(Object.assign(doc.createElement(tag), { textContent: text }))
  write('h1', document.title)
  for (const place of places) {
    const section = place.closest('section')
    if (section.querySelector('[data-note]') === place) write('h2', section.querySelector('h2').textContent)
    write('h3', place.previousElementSibling.textContent)
    for (const line of place.textContent.split('\n')) write('p', line)
  }
  return `<!doctype html>\n${doc.documentElement.outerHTML}\n`
}

function download(name, html) {
  const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
  make('a', { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10000)
}
