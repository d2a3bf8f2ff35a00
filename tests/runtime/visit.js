// A learner's browser and an LMS, without either: what the session tests play in.

import { readFileSync } from 'node:fs'
import { Server } from '../../builder/preview_lms/server.js'
import { strict12 } from '../../builder/preview_lms/strict12.js'
import { strict2004 } from '../../builder/preview_lms/strict2004.js'
import { open } from '../../builder/runtime/session.js'

export { Server }
export const STANDARDS = ['scorm12', 'scorm2004']
export const NAMES = {
  scorm12: { status: 'cmi.core.lesson_status', raw: 'cmi.core.score.raw', total: 'cmi.core.total_time',
    place: 'cmi.core.lesson_location', response: 'student_response', wrong: 'wrong', suspend: 'cmi.suspend_data', exit: 'cmi.core.exit' },
  scorm2004: { status: 'cmi.success_status', raw: 'cmi.score.raw', total: 'cmi.total_time',
    place: 'cmi.location', response: 'learner_response', wrong: 'incorrect', suspend: 'cmi.suspend_data', exit: 'cmi.exit' }
}

/** course.js of the course `every_question`, with changes. */
export function courseData(lms, tracking = {}, changes = {}) {
  const file = new URL(`../golden/playerdata/${lms}.json`, import.meta.url)
  const data = JSON.parse(readFileSync(file))
  Object.assign(data.tracking, tracking)
  return Object.assign(data, changes)
}

export const RIGHT = { 'q-single': 'b', 'q-multiple': ['a', 'c'], 'q-true': 'true',
  'q-matching': { a: '1', b: '2', c: '2' }, 'q-ordering': ['a', 'b', 'c'], 'q-numeric': '3,5',
  'q-text': 'fourche', 'q-cloze': { a: 'GNU', b: 'x' }, 'q-categorise': { a: 'l', b: 'n', c: 'l' } }
export const WRONG = { 'q-single': 'a', 'q-multiple': ['b'], 'q-true': 'false',
  'q-matching': { a: '2', b: '1', c: '1' }, 'q-ordering': ['c', 'a', 'b'], 'q-numeric': 'sept',
  'q-text': 'cuillère', 'q-cloze': { a: 'Linux', b: 'y' }, 'q-categorise': { a: 'n', b: 'l', c: 'n' } }

/** A browser keeps its storage from one visit to the next. */
export class Browser {
  constructor() {
    this.kept = new Map()
    this.storage = {
      getItem: name => this.kept.get(name) ?? null,
      setItem: (name, value) => this.kept.set(name, value),
      removeItem: name => this.kept.delete(name)
    }
  }

  /** Launch the package: the session, what it calls, and the ways to leave. */
  launch(data, server, prepare = () => {}) {
    const calls = []
    const api = server && (data.lms === 'scorm2004' ? strict2004 : strict12)(server, call => calls.push(call))
    const window = new Window(this.storage, data.lms === 'scorm2004' ? { API_1484_11: api } : { API: api })
    prepare(window, api)
    const session = open(data, window)
    const heard = []
    session.onsaved((state, about) => heard.push({ state, ...about }))
    return new Visit(session, window, calls, heard)
  }
}

class Visit {
  constructor(session, window, calls, heard) {
    Object.assign(this, { session, window, calls, heard })
  }

  count(name) { return this.calls.filter(({ call }) => call.endsWith(name)).length }

  get refused() {
    return this.calls.filter(({ call, error }) => call.endsWith('SetValue') && error !== '0')
  }

  sets(element) {
    return this.calls.filter(({ call, args }) => call.endsWith('SetValue') && args[0] === element).map(({ args }) => args[1])
  }

  play(answers, seconds = 1) {
    return Object.entries(answers).map(([id, response]) => this.session.answer(id, response, seconds).fraction)
  }

  /** The tab is closed, the frame removed, or the learner goes elsewhere. */
  close() {
    this.hide()
    this.window.dispatchEvent(new Event('pagehide'))
  }

  hide(state = 'hidden') {
    this.window.document.visibilityState = state
    this.window.document.dispatchEvent(new Event('visibilitychange'))
  }

  restore() {
    this.hide('visible')
    this.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  }

  /** The frame loads another page of the package whole; the LMS's page stays as it is. */
  move(data) {
    this.session.moving()
    this.window.dispatchEvent(new Event('pagehide'))
    const window = new Window(this.window.localStorage, {})
    window.parent = window.top = this.window.parent
    return new Visit(open(data, window), window, this.calls, [])
  }

  /** Time passes, with a sign of life each minute. */
  stay(seconds) {
    for (let left = seconds; left > 0; left -= 60) {
      this.window.pass(Math.min(60, left))
      this.window.dispatchEvent(new Event('keydown'))
    }
  }
}

class Window extends EventTarget {
  constructor(localStorage, apis) {
    super()
    this.localStorage = localStorage
    this.parent = Object.assign(new EventTarget(), apis)
    this.parent.parent = this.parent
    this.top = this.parent
    this.opener = null
    this.document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    this.navigator = { onLine: true }
    this.crypto = globalThis.crypto
    this.now = 0
    this.timers = new Map()
    this.performance = { now: () => this.now * 1000 }
    this.console = { error: error => this.errors.push(error) }
    this.errors = []
  }

  setTimeout(run, delay) {
    const id = this.timers.size + 1
    this.timers.set(id, { at: this.now + delay / 1000, run })
    return id
  }

  clearTimeout(id) { if (id) this.timers.set(id, null) }

  pass(seconds) {
    this.now += seconds
    for (const [id, timer] of [...this.timers]) {
      if (!timer || timer.at > this.now) continue
      this.timers.set(id, null)
      timer.run()
    }
  }
}
