// What this browser keeps: a copy of the state of each of the last attempts, to resend what an LMS
// did not get, and free texts, which are sent nowhere. By package and learner: two learners of one
// computer never meet. By attempt too: a package may be in several activities.

const ATTEMPTS = 5 // of a learner and package

/** The storage of one package and learner; in memory only where the browser allows no storage. */
export function localCopy(window, key, learner) {
  const storage = storageOf(window)
  const name = part => `cartable/${key}/${encodeURIComponent(learner)}/${part}`
  const attempts = () => parse(storage.getItem(name('attempts'))) || []
  const list = nonces => put(storage, name('attempts'), JSON.stringify(nonces))
  const drop = nonce => storage.removeItem(name(`state/${nonce}`))
  const copy = {
    lasting: storage !== memoryStorage,
    read: nonce => parse(storage.getItem(name(`state/${nonce}`))),
    newest: () => copy.read(attempts().at(-1)),
    write(record) {
      const known = attempts()
      if (known.at(-1) !== record.nonce) {
        const now = [...known.filter(nonce => nonce !== record.nonce), record.nonce]
        now.splice(0, now.length - ATTEMPTS).forEach(drop)
        list(now)
      }
      const isKept = put(storage, name(`state/${record.nonce}`), JSON.stringify(record))
      copy.lasting = isKept && storage !== memoryStorage
    },
    drop,
    text: part => storage.getItem(name(`text/${part}`)) || '',
    setText: (part, text) => put(storage, name(`text/${part}`), text)
  }
  return copy
}

const memory = new Map()
const memoryStorage = {
  getItem: name => memory.get(name) ?? null,
  setItem: (name, value) => memory.set(name, value),
  removeItem: name => memory.delete(name)
}

function storageOf(window) {
  try {
    return window.localStorage || memoryStorage
  } catch (error) {
    if (error.name !== 'SecurityError') throw error // storage is blocked for this frame
    return memoryStorage
  }
}

/** Whether it could be kept: false when the storage is full. */
function put(storage, name, value) {
  try {
    storage.setItem(name, value)
    return true
  } catch (error) {
    if (error.name !== 'QuotaExceededError') throw error
    return false
  }
}

function parse(text) {
  try {
    return text && JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error // another program wrote there
    return null
  }
}

/** Whether a copy has work of the same attempt that the LMS never got, and nothing came since. */
export function isNewer(copy, state) {
  if (!copy || copy.nonce !== state.nonce || copy.counter <= state.counter) return false
  const [counter, writer] = copy.base
  return state.writer === copy.writer || (state.counter === counter && state.writer === writer)
}
