// What has been read, in the outline and its ticks; where one was, on the outline's own page.

import { make } from './dom.js'
import { say } from './words.js'

/** Mark the outlines of the page with what `session` knows. */
export function markOutline(data, session) {
  const seen = new Set(data.screens.filter(({ id }) => session.seen(id)).map(({ id }) => id))
  const all = module => data.screens.every(({ id, module: of }) => of !== module || seen.has(id))
  for (const item of document.querySelectorAll('[data-stop]')) {
    markItem(item, seen.has(item.dataset.stop))
  }
  for (const item of document.querySelectorAll('[data-module]')) {
    markItem(item, all(item.dataset.module))
  }
  for (const title of document.querySelectorAll('.outline h2')) {
    const before = title.previousElementSibling?.lastElementChild
    title.classList.toggle('done', Boolean(before?.matches('.done')))
  }
  markTicks(data, seen, all)
}

function markItem(item, done) {
  const here = item.classList.contains('here')
  item.classList.toggle('done', done && !here)
  const link = item.querySelector('a')
  if (done && !here && !link.querySelector('.vh')) {
    link.append(make('span', { class: 'vh' }, ` (${say('done')})`))
  }
}

function markTicks(data, seen, all) {
  const ticks = [...document.querySelectorAll('.ticks i')]
  const isScreens = ticks.length === data.screens.length
  ticks.forEach((tick, index) => {
    const done = isScreens ? seen.has(data.screens[index].id) : all(data.modules[index].id)
    tick.classList.toggle('done', done && !tick.classList.contains('here'))
  })
}

/** On a page beside the screens: the way back, and in the whole outline the place that one left. */
export function markReturn(data, session) {
  const number = data.screens.findIndex(({ id }) => id === session.location) + 1
  if (!number) return
  const screen = data.screens[number - 1]
  const back = document.querySelector('.to-outline')
  back.href = screen.file
  back.querySelector('span').textContent = say('back-to', { number })
  const resume = document.querySelector('.resume')
  if (!resume) return
  resume.href = screen.file
  resume.querySelector('small').textContent = say('resume', { number, total: data.screens.length })
  resume.querySelector('b').textContent = screen.title
  const item = document.querySelector(`main [data-stop="${screen.id}"]`)
  item.className = 'here'
  item.querySelector('.meta').prepend(`${say('you-are-here')}, `)
}
