// Search in the course: every word, or its beginning; titles first. The index comes at first use.

import { make } from './dom.js'
import { say, sayCount } from './words.js'

const MOST = 30
const FOLDED = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' }
let index = null

const loadIndex = () => {
  index ??= fetch('search.json').then(response => response.json())
  return index
}

/** Small letters without accents, as builder/pages/search.py folds the course. */
export function fold(text) {
  return text.toLowerCase().replace(/[œæßøłđ]/g, sign => FOLDED[sign])
    .normalize('NFD').replace(/[\u0300-\u036f]/g, '')
}

/** The numbers of the screens that hold every word of `query`, those with it in the title first. */
export function find(query, { words }, titles) {
  const asked = fold(query).match(/[\p{L}\p{N}]{2,}/gu) ?? []
  if (!asked.length) return []
  const sets = asked.map(start => screensOf(start, words))
  const found = [...sets[0]].filter(number => sets.every(set => set.has(number)))
  const first = found.filter(number => asked.every(word => fold(titles[number]).includes(word)))
  const rest = found.filter(number => !first.includes(number))
  return [first, rest].flatMap(list => list.sort((a, b) => a - b))
}

function screensOf(start, words) {
  const found = new Set()
  for (const word of Object.keys(words)) {
    if (!word.startsWith(start)) continue
    let number = 0
    for (const step of words[word].split(' ')) found.add(number += parseInt(step, 36))
  }
  return found
}

/** Make the search of the outline's page work. */
export function offerSearch(page, data) {
  const section = page.querySelector('.search')
  if (!section) return
  section.hidden = false
  const field = section.querySelector('input')
  let timer = 0
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => show(section, field.value, data), 150)
  })
  field.addEventListener('keydown', event => {
    if (event.key === 'Enter') section.querySelector('.found a')?.focus()
  })
}

async function show(section, query, data) {
  const status = section.querySelector('.hint')
  const list = section.querySelector('.found')
  const titles = data.screens.map(({ title }) => title)
  const course = await loadIndex().catch(() => null)
  if (!course) {
    index = null
    status.textContent = say('search-failed')
    return
  }
  const found = find(query, course, titles)
  const asked = query.trim().length > 1
  status.textContent = !asked ? '' : found.length ? sayCount('results', found.length) : say('no-results')
  list.replaceChildren(...found.slice(0, MOST).map(number => make('li', {},
    make('a', { href: data.screens[number].file }, titles[number]),
    make('p', { class: 'small soft' }, course.openings[number]))))
}
