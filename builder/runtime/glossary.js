// A glossary term unfolds its definition after the paragraph, in the flow.

import { make } from './dom.js'
import { say } from './words.js'

let glossary = null
const loadGlossary = () => {
  glossary ??= fetch('glossary.json').then(response => response.json())
  return glossary
}

/** Turn the page's links to terms into buttons; a link they were, and stay without JavaScript. */
export function unfoldTerms(page) {
  page.querySelectorAll('a.term').forEach((link, index) => {
    const controls = `def-${index}`
    const button = make('button',
      { class: 'term', type: 'button', 'data-term': link.dataset.term, 'aria-expanded': 'false',
        'aria-controls': controls },
      ...link.childNodes)
    button.addEventListener('click', () => toggle(button, new URL(link.href), controls))
    link.replaceWith(button)
  })
}

async function toggle(button, url, id) {
  const open = document.getElementById(id)
  if (open) open.remove()
  else await unfold(button, url, id)
  button.setAttribute('aria-expanded', String(!open))
}

async function unfold(button, url, id) {
  const terms = await loadGlossary().catch(() => null)
  const found = terms?.[button.dataset.term]
  if (!found) return location.assign(url)
  const [term, definition] = found
  const body = make('span')
  body.innerHTML = definition.replace(/^<p>|<\/p>\s*$/g, '') // cleaned at build time
  const more = make('a', { href: url.href }, say('see-glossary'))
  const block = button.closest('p, li, dd, td, th, figcaption, blockquote, h2, h3') ?? button
  const note = make('div', { class: 'def', id }, make('strong', {}, term), ' – ', body, ' ', more)
  if (block.matches('li, dd, td, th')) block.append(note)
  else block.after(note)
}
