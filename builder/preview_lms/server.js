// The LMS behind the API object: what it stores, what it gives back at the next launch, and how it
// can fail. Modelled on Moodle, whose player posts changed elements and answers true or false.

const CLOSED = ['passed', 'completed', 'failed']

export class Server {
  /** `tracks`: what is stored; `failing`: null, `cut`, `expired`, `denied` or `beacon`, which says
   * true and stores nothing; `mode`: browse for a preview; `keep(tracks)` is told of each change. */
  constructor({ tracks = {}, learner = 'apprenant', mode = 'normal', keep = () => {} } = {}) {
    const name = 'Martin, Camille'
    Object.assign(this, { tracks, learner, name, asked: mode, keep, failing: null, posts: [] })
  }

  /** Store a post; what the LMS answers. */
  post(delta) {
    this.posts.push({ delta, failing: this.failing })
    if (this.failing) return this.failing === 'beacon'
    Object.assign(this.tracks, delta)
    this.keep(this.tracks)
    return true
  }

  /** The mode of a launch: an attempt that is closed is reviewed. */
  get mode() {
    if (this.asked !== 'normal') return this.asked
    const { tracks } = this
    const status = tracks['cmi.core.lesson_status'] ?? tracks['cmi.completion_status']
    return CLOSED.includes(status) ? 'review' : 'normal'
  }

  /** What a teacher does who deletes the attempt. */
  forget() {
    for (const name of Object.keys(this.tracks)) delete this.tracks[name]
    this.keep(this.tracks)
  }
}

/** How many items an array of the data model has, from the elements stored. */
export function countOf(data, array) {
  const indexes = Object.keys(data)
    .filter(name => name.startsWith(`${array}.`))
    .map(name => Number(name.slice(array.length + 1).split('.')[0]))
  return indexes.length ? Math.max(...indexes) + 1 : 0
}

/** The functions of an API object, each call told to `onCall({ call, args, result, error })`. */
export function logged(functions, lastError, onCall) {
  return Object.fromEntries(Object.entries(functions).map(([call, run]) => [call, (...args) => {
    const result = run(...args)
    onCall({ call, args, result, error: lastError() })
    return result
  }]))
}
