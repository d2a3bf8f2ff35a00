// Active time: it stops while the page is hidden, and when nobody has done anything for a while.

const IDLE_AFTER = 300 // seconds; reading one long page takes less
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'input', 'timeupdate']

/** A clock over `now()` (milliseconds). */
export function activeClock(now, idleAfter = IDLE_AFTER) {
  let total = 0
  let last = now()
  let hidden = false
  const since = () => hidden ? 0 : Math.min(Math.max(0, now() - last) / 1000, idleAfter)
  const settle = () => { total += since(); last = now() }
  return {
    touch: settle,
    hide() { settle(); hidden = true },
    show() { settle(); hidden = false },
    seconds: () => total + since()
  }
}

/** Let what happens in a window drive its clock. */
export function watch(clock, window) {
  for (const sign of SIGNS) {
    window.addEventListener(sign, clock.touch, { capture: true, passive: true })
  }
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'hidden') clock.hide()
    else clock.show()
  })
}
