// One commit for each thing that the learner does; what was not confirmed is tried again, and said.

const DELAYS = [5, 10, 20, 40, 60] // seconds

/** Sends values by `deliver(how, values)`, and tells `tell(state, about)`: saving, saved, or lost.
 * `home` is the window of the LMS. */
export function saver(deliver, window, home, tell) {
  const unconfirmed = new Map()
  const confirmed = new Map()
  let failures = 0
  let timer = null
  let turn = 0

  function add(values) {
    for (const [name, value] of values) {
      if (confirmed.get(name) !== value) unconfirmed.set(name, value)
    }
  }

  function save(values) {
    add(values)
    flush()
  }

  function flush() {
    window.clearTimeout(timer)
    turn += 1
    tell('saving')
    const { isTrue, isDoubtful } = beaconWatch(home, () => isDelivered())
    if (!isTrue || window.navigator.onLine === false) lost()
    else if (isDoubtful) doubt(turn)
    else confirm()
  }

  function isDelivered(how = failures ? 'resend' : 'send') {
    try {
      return deliver(how, [...unconfirmed])
    } catch (error) {
      window.console.error(error) // the LMS's own code failed: as good as not saved
      return false
    }
  }

  function confirm() {
    for (const [name, value] of unconfirmed) confirmed.set(name, value)
    unconfirmed.clear()
    failures = 0
    tell('saved')
  }

  function lost() {
    const retryInSeconds = DELAYS[Math.min(failures, DELAYS.length - 1)]
    failures += 1
    timer = window.setTimeout(flush, retryInSeconds * 1000)
    tell('lost', { retryInSeconds, retry: flush })
  }

  // Moodle falls back to a beacon when its request fails, and says true: is anybody there?
  function doubt(mine) {
    failures = Math.max(failures, 1)
    window.fetch(window.location.href, { method: 'HEAD', cache: 'no-store' })
      .then(() => { if (mine === turn) confirm() }, () => { if (mine === turn) lost() })
  }

  // The page goes away: a beacon may carry this, and its `true` confirms nothing.
  function leave(values, how) {
    add(values)
    window.clearTimeout(timer)
    turn += 1
    isDelivered(how)
    failures = Math.max(failures, 1)
  }

  window.addEventListener('online', () => { if (failures) flush() })
  return { save, leave, renew: () => confirmed.clear() }
}

/** What `run` gives, and whether the LMS sent a beacon meanwhile. */
function beaconWatch(home, run) {
  const navigator = home && home.navigator
  if (!navigator || !navigator.sendBeacon) return { isTrue: run(), isDoubtful: false }
  const { sendBeacon } = navigator
  let isDoubtful = false
  navigator.sendBeacon = (...args) => {
    isDoubtful = true
    return sendBeacon.apply(navigator, args)
  }
  const isTrue = run()
  navigator.sendBeacon = sendBeacon
  return { isTrue, isDoubtful }
}
