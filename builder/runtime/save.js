// One commit for each thing that the learner does; what was not confirmed is tried again, and said.

const DELAYS = [5, 10, 20, 40, 60] // seconds

/** Sends values by `deliver(how, values)`, and tells `tell(state, about)`: saving, saved, or lost. */
export function saver(deliver, window, tell) {
  const unconfirmed = new Map()
  const confirmed = new Map()
  let failures = 0
  let timer = null

  function add(values) {
    for (const [name, value] of values) {
      if (confirmed.get(name) !== value) unconfirmed.set(name, value)
    }
  }

  function save(values) {
    add(values)
    return flush()
  }

  function flush() {
    window.clearTimeout(timer)
    tell('saving')
    if (!isDelivered() || window.navigator.onLine === false) return lost()
    for (const [name, value] of unconfirmed) confirmed.set(name, value)
    unconfirmed.clear()
    failures = 0
    tell('saved')
    return true
  }

  function isDelivered() {
    try {
      return deliver(failures ? 'resend' : 'send', [...unconfirmed])
    } catch (error) {
      window.console.error(error) // the LMS's own code failed: as good as not saved
      return false
    }
  }

  function lost() {
    const retryInSeconds = DELAYS[Math.min(failures, DELAYS.length - 1)]
    failures += 1
    timer = window.setTimeout(flush, retryInSeconds * 1000)
    tell('lost', { retryInSeconds, retry: flush })
    return false
  }

  // The page goes away: a beacon may carry this, and its `true` confirms nothing.
  function leave(values) {
    add(values)
    window.clearTimeout(timer)
    isDelivered()
    failures = Math.max(failures, 1)
  }

  window.addEventListener('online', () => { if (failures) flush() })
  return { save, leave, isLost: () => failures > 0 }
}
