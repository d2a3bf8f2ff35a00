// One learner's visit: what they did before, what they do now, and telling the LMS.

import { activeClock, watch } from './clock.js'
import { merged, restored, unreported } from './join.js'
import { connect } from './lms.js'
import { localCopy } from './local.js'
import { mark } from './marking.js'
import { drawn, shuffled } from './random.js'
import { finalOf, fractionOf, isSpent, laterFinal } from './report.js'
import { saver } from './save.js'
import { standingIn } from './standing.js'
import { decode, encode, fitted } from './state.js'

/** Open the visit: `data` is course.js's, `window` the one that the course runs in. */
export function open(data, window) {
  return new Session(data, window)
}

class Session {
  constructor(data, window) {
    this.data = data
    this.window = window
    this.listeners = []
    this.clock = activeClock(() => window.performance.now())
    watch(this.clock, window)
    const copies = new Map()
    this.copy = learner => {
      if (!copies.has(learner)) copies.set(learner, localCopy(window, data.key, learner))
      return copies.get(learner)
    }
    this.player = connect(data, window, this.copy)
    const deliver = (how, values) => this.#deliver(how, values)
    const tell = (state, about) => this.#tell(state, about)
    this.saver = saver(deliver, window, this.player.home, tell)
    this.#begin(this.#ask('begin'))
    this.orders = Object.fromEntries(Object.keys(data.quizzes).map(id => [id, this.#order(id)]))
    this.timer = window.setTimeout(() => this.#save({}), 1000) // unless the first visit saves before
    window.document.addEventListener('visibilitychange', () => this.#hidden())
    window.addEventListener('pagehide', () => this.#close())
    window.addEventListener('pageshow', event => { if (event.persisted) this.#reopen() })
  }

  // ---- where the learner was

  #ask(call) {
    try {
      return this.player[call]()
    } catch (error) {
      this.window.console.error(error) // the LMS's own code failed: as good as refused
      return null
    }
  }

  #begin(facts) {
    this.refused = !facts
    this.facts = facts || { mode: 'normal', learner: '', state: '', final: 0, score: null, total: 0,
      interactions: 0, objectives: [] }
    this.mode = this.facts.mode
    this.local = this.copy(this.facts.learner)
    const [nonce, writer] = this.window.crypto.getRandomValues(new Uint32Array(2))
    const known = decode(this.facts.state, this.data.layout)
    const begun = restored(this.facts, known, this.local, this.data.layout, nonce)
    this.state = begun.state
    this.damage = begun.damage
    this.base = known ? [known.counter, known.writer] : [0, 0] // what the LMS had at the start
    this.writer = writer % 4096
    this.pending = this.#unreported(known)
    this.#keepBest()
    this.timeBefore = Math.max(this.state.seconds, this.facts.total)
  }

  // An LMS that refused to start may start later: what was done meanwhile joins what it has.
  #deliver(how, values) {
    if (!this.refused) return this.player[how](values)
    const facts = this.#ask('begin')
    if (!facts) return false
    const { location } = this.state
    const before = this.state
    this.#begin(facts)
    this.state = { ...merged(this.state, before, this.data.questions), location }
    this.pending = this.#unreported(decode(facts.state, this.data.layout))
    return this.player.send(this.#values(this.#outcome(location)))
  }

  // Another window on the same attempt may have gone on since: what it did joins what this one did.
  #join() {
    const copy = this.local.read(this.state.nonce)
    const isNews = copy && copy.writer !== this.writer && copy.counter > this.state.counter
    const other = isNews && decode(copy.state, this.data.layout)
    if (!other) return
    const before = this.state
    this.state = merged(this.state, other, this.data.questions)
    this.pending.push(...this.#unreported(before).filter(id => !this.pending.includes(id)))
    this.joined = true
  }

  // Answers that the LMS has no interaction of: its own lack, or made when it could not be reached.
  #unreported(known) {
    if (this.mode !== 'normal') return []
    const before = known ? known.answers : {}
    return unreported(this.state.answers, before, this.data.questions, this.facts.interactions)
  }

  #keepBest() {
    const { state, facts } = this
    if (facts.score !== null) state.best = Math.max(state.best ?? 0, facts.score)
    state.final = laterFinal(facts.final, state.final)
  }

  // ---- what the view asks

  get location() { return this.state.location }
  seen(screen) { return standingIn([{ id: screen }], this).seenAll }
  order(quiz) { return this.orders[quiz] }

  #order(id) {
    const { questions, draw, shuffle } = this.data.quizzes[id]
    const answered = new Set(Object.keys(this.state.answers))
    const given = drawn(this.state.nonce, id, questions, draw ?? questions.length, answered)
    return shuffle ? shuffled(this.state.nonce, `${id}/order`, given) : given
  }

  /** The keys of a part of a question in this attempt's order; a ranking's never in its right one. */
  shuffle(id, keys, part = '') {
    const order = shuffled(this.state.nonce, `${id}/${part}`, keys)
    const spec = this.data.questions[id]
    return spec.type === 'ordering' && String(order) === String(spec.answer) ? order.reverse() : order
  }

  question(id) {
    const spec = this.data.questions[id]
    const answer = this.state.answers[id]
    const tries = answer ? answer.tries : 0
    return {
      tries,
      triesLeft: spec.tries ? Math.max(0, spec.tries - tries) : Infinity,
      response: answer ? answer.response : null,
      fraction: spec.interaction ? fractionOf(spec, answer) : null,
      done: spec.interaction ? isSpent(spec, answer) : Boolean(answer)
    }
  }

  score() {
    const { grade } = standingIn(this.data.screens, this)
    return { raw: this.state.best, now: grade.raw, answered: grade.answered, spent: grade.spent,
      complete: this.state.final === 1 || this.state.final === 2, passed: this.state.final === 2,
      failed: this.state.final === 3 }
  }

  onsaved(listener) { this.listeners.push(listener) }

  #tell(state, about = {}) {
    for (const listener of this.listeners) listener(state, about)
  }

  // ---- what the learner does

  visit(screen) {
    this.#join()
    this.state.location = screen
    this.state.seen.add(screen)
    this.#save(this.#outcome(screen))
  }

  /**
   * Mark a response, save and report it; in review or browse, and once all is won, only mark it.
   * Null when it is too long to be kept, and not right: no try is spent.
   */
  answer(id, response, latencySeconds = 0) {
    const spec = this.data.questions[id]
    const given = fitted(spec, this.data.layout.questions[id][2], response)
    if (given === null) return null
    this.#join()
    const fraction = mark(spec, given)
    const isCounted = this.mode === 'normal' && !this.question(id).done
    if (isCounted) this.#count(id, given, fraction, latencySeconds)
    return { ...this.question(id), fraction, response: given }
  }

  #count(id, response, fraction, seconds) {
    const spec = this.data.questions[id]
    const before = this.state.answers[id]
    const counts = !before || fraction >= fractionOf(spec, before)
    const { tries, index } = before || { tries: 0, index: null }
    this.state.answers[id] = { tries: tries + 1, index, response: counts ? response : before.response }
    const reports = counts ? [[id, seconds]] : []
    this.#save({ reports, ...this.#outcome(spec.quiz) })
  }

  /** Keep a place on a scale, or that a reflection is done; never reported. */
  keep(id, value = true) {
    if (this.mode !== 'normal') return
    this.#join()
    if (value) this.state.answers[id] = { tries: 0, index: null, response: value }
    else delete this.state.answers[id]
    this.#save({})
  }

  // ---- what the LMS is told

  #interaction(id, seconds) {
    const answer = this.state.answers[id]
    const spec = this.data.questions[id]
    const isNew = answer.index === null
    if (isNew) answer.index = this.facts.interactions++
    const fraction = fractionOf(spec, answer)
    const { index, response } = answer
    return { index, isNew, spec, response, fraction, seconds, time: new Date() }
  }

  /** Best score, status and the module's objective after something happened on a screen. */
  #outcome(screen) {
    const { state, data } = this
    const { progress, seenAll, grade } = standingIn(data.screens, this)
    if (grade.begun) state.best = Math.max(state.best ?? 0, grade.raw)
    const final = finalOf(data.tracking, seenAll, grade, state.best)
    state.final = laterFinal(state.final, final)
    if (grade.raw === null && state.final) state.best = 100 // Moodle grades a completion without score 0
    const module = data.screens.find(({ id }) => id === screen)?.module
    return { final: state.final, progress, ...(state.best === null ? {} : { score: state.best }),
      objectives: module ? [this.#objective(module)] : [] }
  }

  #objective(module) {
    const screens = this.data.screens.filter(screen => screen.module === module)
    const { seenAll, grade } = standingIn(screens, this)
    let index = this.facts.objectives.indexOf(module)
    if (index < 0) index = this.facts.objectives.push(module) - 1
    const final = finalOf(this.data.tracking, seenAll, grade, grade.raw)
    return { index, id: module, final, score: grade.begun ? grade.raw : null }
  }

  #seconds() { return this.timeBefore + this.clock.seconds() }

  /** The values of a change; in review only place, state and time, in browse none. */
  #values(change) {
    this.window.clearTimeout(this.timer)
    if (this.refused) return []
    if (this.mode === 'review') return this.player.values(this.#kept())
    this.#join()
    if (this.joined) change = { ...this.#outcome(this.state.location), ...change }
    this.joined = false
    const { reports = [] } = change
    const isMissed = id => !reports.some(([now]) => now === id)
    const missed = this.pending.filter(isMissed).map(id => [id, 0])
    const interactions = [...missed, ...reports].map(report => this.#interaction(...report))
    this.pending = []
    const { final } = this.state
    // Always suspended, even when all is done: an LMS may give nothing back after a normal exit.
    return this.player.values({ final, ...change, ...this.#kept(), interactions, resumes: true })
  }

  /** The state as it is now, kept in this browser before an LMS is asked. */
  #kept() {
    const { state } = this
    state.counter += 1
    state.writer = this.writer
    state.seconds = Math.max(state.seconds, this.#seconds())
    const text = encode(state, this.data.layout)
    const { counter, writer, nonce } = state
    this.local.write({ nonce, counter, writer, base: this.base, state: text })
    const seconds = Math.max(0, state.seconds - this.facts.total)
    return { state: text, location: state.location || '', seconds }
  }

  #save(change) {
    if (this.mode === 'browse') return
    this.saver.save(this.#values(change))
  }

  #hidden() {
    const isVisible = this.window.document.visibilityState !== 'hidden'
    if (isVisible || this.closed || this.refused || this.mode === 'browse') return
    if (this.player.repeats) this.#kept()
    else this.saver.leave(this.#values({}))
  }

  #close() {
    if (this.closed) return
    this.closed = true
    this.clock.hide()
    const isStored = this.player.repeats && !this.isMoving // by finish
    if (this.mode !== 'browse') this.saver.leave(this.#values({}), isStored ? 'put' : undefined)
    if (!this.isMoving) this.#ask('finish')
  }

  /** The next page will be loaded whole: the visit goes on there, the LMS's session stays open. */
  moving() { this.isMoving = true }

  // Back from the browser's page cache: what this page knows is newer than what the LMS printed.
  #reopen() {
    this.closed = false
    this.clock.show()
    const facts = this.#ask('begin')
    if (facts) Object.assign(this.facts, { total: facts.total, interactions: facts.interactions })
    this.pending = this.#unreported(null)
    this.saver.renew()
    this.#save(this.#outcome(this.state.location))
  }
}
