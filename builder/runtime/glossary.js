// A glossary term unfolds its definition after the paragraph or the row, in the flow.

import { make } from './dom.js'
import { say } from './words.js'

let glossary = null
const loadGlossary = () => {
  glossary ??= fetch('glossary.json').then(response => response.json())
  return glossary
}

/** Make the page's links to terms buttons: they stay in their line, and lead there without us. */
export function unfoldTerms(page) {
  page.querySelectorAll('a.term').forEach((term, index) => {
    term.role = 'button'
    term.ariaExpanded = false
    term.setAttribute('aria-controls', `def-${index}`)
    term.addEventListener('click', event => {
      event.preventDefault()
      toggle(term)
    })
    term.addEventListener('keydown', event => {
      if (event.key !== ' ') return
      event.preventDefault()
      term.click()
    })
  })
}

async function toggle(term) {
  const id = term.getAttribute('aria-controls')
  const open = document.getElementById(id)
  if (open) open.remove()
  else await unfold(term, id)
  term.ariaExpanded = !open
}

async function unfold(button, id) {
  const terms = await loadGlossary().catch(() => null)
  const found = terms?.[button.dataset.term]
  if (!found) return location.assign(button.href)
  const [term, definition] = found
  const body = make('span')
  body.innerHTML = definition.replace(/^<p>|<\/p>\s*$/g, '') // cleaned at build time
  const more = make('a', { href: button.href }, say('see-glossary'))
  const block = button.closest('tr, p, li, dd, figcaption, blockquote, h2, h3') ?? button
  const note = make('div', { class: 'def' }, make('strong', {}, term), ' – ', body, ' ', more)
  const told = block.cells ? make('tr', {}, make('td', { colspan: block.cells.length }, note)) : note
  told.id = id
  if (block.matches('li, dd')) block.append(told)
  else block.after(told)
}
