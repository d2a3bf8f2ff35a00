// Elements made by hand: no HTML from strings, but for what the build has cleaned.

const SVG = 'http://www.w3.org/2000/svg'

/** An element; `false`, null and undefined attributes and children are left out. */
export function make(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children)
}

/** An SVG element. */
export function draw(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children)
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(child => child != null && child !== false))
  return element
}

/** An icon of the page's sprite. */
export const icon = name =>
  draw('svg', { class: 'i', 'aria-hidden': 'true' }, draw('use', { href: `#i-${name}` }))

/** What the build left in a template of the question, as nodes; null when it left nothing. */
export function template(field, name) {
  const found = [...field.querySelectorAll('template')].find(one => one.dataset.for === name)
  return found ? found.content.cloneNode(true) : null
}
