// The end of a quiz, once every graded question has an answer: a line with its stops, a sentence,
// and what to do next.

import { announce } from './announce.js'
import { draw, icon, make } from './dom.js'
import { takeAgain } from './question.js'
import { say, sayCount } from './words.js'

const WIDTH = 340

/** Show or renew the score of the questions `asked`; take it away while one of them is open. */
export function showScore(page, data, session, asked) {
  const old = page.querySelector('.score')
  if (!asked.length || asked.some(({ result }) => !result)) return old?.remove()
  const results = asked.map(ask => ({ ask, n: numberOf(ask), right: ask.result.fraction === 1 }))
  const score = scoreOf(page, data, session, results)
  if (old) old.replaceWith(score)
  else page.querySelector('.pager').before(score)
  announce(score.querySelector('h3').textContent)
}

const numberOf = ({ field }) => field.closest('.ask').querySelector('.n').textContent

function scoreOf(page, data, session, results) {
  const wrong = results.filter(({ right }) => !right)
  const mayTry = wrong.filter(({ ask }) => ask.result.triesLeft)
  const right = results.length - wrong.length
  return make('section', { class: 'call score', 'aria-labelledby': 'score' },
    make('h2', { class: 'call-label', id: 'score' }, say('score-title')),
    make('div', { class: 'body' },
      dots(results),
      make('h3', {}, say('score', { right, total: results.length })),
      make('p', {}, sentence(wrong, mayTry)),
      passing(data, session),
      make('p', { class: 'row' }, onward(page), mayTry.length ? retake(mayTry[0]) : null)))
}

function sentence(wrong, mayTry) {
  if (!wrong.length) return say('score-all')
  const list = new Intl.ListFormat(document.documentElement.lang).format(wrong.map(({ n }) => n))
  return sayCount(mayTry.length ? 'score-again' : 'score-spent', wrong.length, { list })
}

function passing({ tracking }, session) {
  if (tracking.completion === 'pages') return null
  const { raw } = session.score()
  const values = { pass: tracking.pass, raw: Math.round(raw) }
  return make('p', { class: 'soft small' }, say(raw >= tracking.pass ? 'score-passed' : 'score-pass', values))
}

function onward(page) {
  const next = page.querySelector('.pager .next')
  if (!next) return null
  const title = next.querySelector('b').textContent
  return make('a', { class: 'btn main', href: next.getAttribute('href') }, say('continue', { title }), icon('next'))
}

function retake({ ask, n }) {
  const button = make('button', { class: 'btn', type: 'button' }, say('take-again', { n }))
  button.addEventListener('click', () => takeAgain(ask))
  return button
}

function dots(results) {
  const step = Math.min(70, (WIDTH - 44) / Math.max(1, results.length - 1))
  const r = Math.min(9, step / 2.4)
  const x = index => 22 + index * step
  const label = results.map(({ right, n }) => say(`score-dot-${right ? 'right' : 'wrong'}`, { n }))
  return draw('svg', { viewBox: `0 0 ${WIDTH} 48`, role: 'img', 'aria-label': label.join(', ') },
    draw('path', { class: 'la', d: `M22 24H${x(results.length - 1)}` }),
    results.flatMap(({ right }, index) => (right ? ['solid'] : ['open', 'hatch'])
      .map(name => draw('circle', { cx: x(index), cy: 24, r, class: name }))))
}
