// The saved state to and from base64url characters: builder/state/ in the browser, held by the same
// vectors. `layout` is course.js's: screens {id: [tag, slot]}, questions {id: [tag, slot, shape]}.

import { formsOf } from './marking.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const FIELDS = { schema: 3, release: 12, nonce: 32, counter: 24, writer: 12, location: 24,
  seconds: 24, best: 14, final: 2, bits: 16 }
const LIMIT = 4096
const CHECK = 12
const ENTRY = 36 // bits: tag 24, whole 1, size 11
const TRIES = 4
const INDEX = 10

const bitsOf = (value, width) => width ? value.toString(2).padStart(width, '0').slice(-width) : ''
const widthOf = most => most.toString(2).length
const isGraded = shape => !['level', 'done', 'seen'].includes(shape[0])

/** The state of an attempt that begins. */
export function fresh(nonce) {
  return { nonce, release: 0, counter: 0, writer: 0, location: null, seconds: 0, best: null,
    final: 0, seen: new Set(), answers: {}, area: '', foreign: [] }
}

function itemsOf(layout) {
  const screens = Object.entries(layout.screens)
    .map(([id, [tag, slot]]) => ({ id, tag, slot, shape: ['seen'], width: 1, screen: true }))
  const questions = Object.entries(layout.questions)
    .map(([id, [tag, slot, shape]]) => ({ id, tag, slot, shape, width: recordWidth(shape) }))
  return [...questions, ...screens]
}

function recordWidth(shape) {
  return cells(shape).reduce((sum, most) => sum + widthOf(most), isGraded(shape) ? TRIES + INDEX : 0)
}

function cells([kind, of]) {
  if (kind === 'one') return [of.length]
  if (kind === 'set') return of.map(() => 1)
  if (kind === 'list') return of.map(() => of.length)
  if (kind === 'map') return of.filter(([, keys]) => Array.isArray(keys)).map(([, keys]) => keys.length)
  return kind === 'level' ? [of] : kind === 'text' ? [] : [1]
}

function textsOf([kind, of]) {
  if (kind === 'text') return [of]
  return kind === 'map' ? of.map(([, keys]) => keys).filter(Number.isInteger) : []
}

/** The state as base64url characters. */
export function encode(state, layout) {
  let area = state.area.padEnd(layout.bits, '0')
  const own = []
  for (const item of itemsOf(layout)) {
    const { record, typed } = write(item, state)
    const whole = item.slot === null
    if (!whole) area = area.slice(0, item.slot) + record + area.slice(item.slot + item.width)
    const payload = [...(whole && !item.screen ? bytesOf(record) : []), ...typed]
    if (typed.length || (whole && record.includes('1'))) own.push([item.tag, Number(whole), payload])
  }
  const place = layout.screens[state.location]
  const head = { ...state, schema: 1, release: Math.max(state.release, layout.release),
    location: place ? place[0] : 0, seconds: Math.min(Math.floor(state.seconds), 2 ** 24 - 1),
    best: state.best === null ? 0 : Math.round(state.best * 100) + 1, bits: area.length }
  let bits = Object.entries(FIELDS).map(([name, width]) => bitsOf(head[name], width)).join('') + area
  bits += own.map(entryBits).join('')
  for (const entry of state.foreign.map(entryBits)) {
    if (bits.length + entry.length + CHECK <= LIMIT * 6) bits += entry
  }
  return characters(bits)
}

function write(item, state) {
  if (item.screen) return { record: state.seen.has(item.id) ? '1' : '0', typed: [] }
  const answer = state.answers[item.id]
  if (!answer) return { record: '0'.repeat(item.width), typed: [] }
  const most = cells(item.shape)
  const { numbers, texts } = pack(item.shape, answer.response)
  let record = numbers.map((n, i) => bitsOf(n, widthOf(most[i]))).join('')
  if (isGraded(item.shape)) {
    const index = answer.index === null || answer.index >= 2 ** INDEX - 1 ? 0 : answer.index + 1
    record = bitsOf(Math.min(answer.tries, 2 ** TRIES - 1), TRIES) + bitsOf(index, INDEX) + record
  }
  const limits = textsOf(item.shape)
  const typed = texts.map((text, i) => utf8(clip(text, limits[i])))
  return { record, typed: typed.some(t => t.length) ? typed.flatMap(t => [t.length, ...t]) : [] }
}

function pack([kind, of], response) {
  const place = (keys, key) => keys.indexOf(key) + 1
  if (kind === 'one') return { numbers: [place(of, response)], texts: [] }
  if (kind === 'set') return { numbers: of.map(key => Number((response || []).includes(key))), texts: [] }
  if (kind === 'list') return { numbers: of.map((_, i) => place(of, (response || [])[i])), texts: [] }
  if (kind === 'text') return { numbers: [], texts: [response || ''] }
  if (kind === 'level') return { numbers: [Number(response)], texts: [] }
  if (kind !== 'map') return { numbers: [1], texts: [] }
  const given = response || {}
  return {
    numbers: of.filter(([, keys]) => Array.isArray(keys)).map(([name, keys]) => place(keys, given[name])),
    texts: of.filter(([, keys]) => !Array.isArray(keys)).map(([name]) => given[name] || '')
  }
}

const utf8 = text => [...new TextEncoder().encode(text)]
const text8 = bytes => new TextDecoder().decode(new Uint8Array(bytes))

/** The longest beginning of a text that is at most `most` UTF-8 bytes long. */
export function clip(text, most) {
  let out = '', left = most
  for (const character of text) {
    left -= utf8(character).length
    if (left < 0) break
    out += character
  }
  return out
}

/**
 * A response as the state keeps it: its typed texts composed (NFC), without spaces that mean nothing.
 * One that is too long is the accepted form that it says, or all is null: nothing is cut.
 */
export function fitted(spec, [kind, of], response) {
  if (kind === 'text') return fit(spec, of, response)
  if (kind !== 'map') return response
  const limits = new Map(of)
  const found = Object.entries(response).map(([name, value]) => {
    const most = limits.get(name)
    return [name, Number.isInteger(most) ? fit(spec.blanks[name], most, value) : value]
  })
  return found.some(([, value]) => value === null) ? null : Object.fromEntries(found)
}

function fit(spec, most, typed) {
  const text = typed.normalize('NFC').trim().replace(/\s+/g, ' ')
  const forms = utf8(text).length > most && spec.accept ? formsOf(spec, text) : []
  return [text, ...forms].find(one => utf8(one).length <= most) ?? null
}

function bytesOf(bits) {
  return (bits.match(/.{1,8}/g) || []).map(byte => parseInt(byte.padEnd(8, '0'), 2))
}

function entryBits([tag, whole, payload]) {
  return bitsOf(tag, 24) + whole + bitsOf(payload.length, 11) + payload.map(b => bitsOf(b, 8)).join('')
}

function characters(bits) {
  const text = bits.match(/.{1,6}/g).map(six => ALPHABET[parseInt(six.padEnd(6, '0'), 2)]).join('')
  return text + check(text)
}

function check(text) {
  let total = 0
  for (const character of text) total = (total * 31 + ALPHABET.indexOf(character) + 1) % 4096
  return ALPHABET[total >> 6] + ALPHABET[total & 63]
}

/** The attempt that a text names, were it a state; of a damaged one the head may be whole. */
export function nonceOf(text) {
  const bits = [...text.slice(0, 8)].map(c => bitsOf(ALPHABET.indexOf(c), 6)).join('')
  return parseInt(bits.slice(15, 47), 2)
}

/** The state in a text, whatever release of the layout wrote it; null when it is none. */
export function decode(text, layout) {
  if (!/^[\w-]{4,}$/.test(text) || check(text.slice(0, -2)) !== text.slice(-2)) return null
  const bits = [...text.slice(0, -2)].map(c => bitsOf(ALPHABET.indexOf(c), 6)).join('')
  const head = {}
  let at = 0
  for (const [name, width] of Object.entries(FIELDS)) {
    head[name] = parseInt(bits.slice(at, at += width) || '0', 2)
  }
  if (head.schema !== 1 || bits.length < at + head.bits) return null
  const area = bits.slice(at, at + head.bits)
  return read(head, area, entriesOf(bits.slice(at + head.bits)), layout)
}

function entriesOf(tail) {
  const entries = []
  for (let at = 0; at + ENTRY <= tail.length;) {
    const tag = parseInt(tail.slice(at, at + 24), 2)
    const size = parseInt(tail.slice(at + 25, at + ENTRY), 2)
    const end = at + ENTRY + 8 * size
    if (!tag || end > tail.length) break
    entries.push([tag, Number(tail[at + 24]), bytesOf(tail.slice(at + ENTRY, end))])
    at = end
  }
  return entries
}

function read(head, area, entries, layout) {
  const state = { ...fresh(head.nonce), release: head.release, counter: head.counter,
    writer: head.writer, seconds: head.seconds, best: head.best ? (head.best - 1) / 100 : null,
    final: head.final, area }
  const padded = area.padEnd(layout.bits, '0')
  const used = new Set()
  for (const item of itemsOf(layout)) {
    const mine = entries.filter(([tag, whole]) => tag === item.tag && (whole || item.slot !== null))
    mine.forEach(entry => used.add(entry))
    const [record, payload] = recordOf(item, padded, mine.at(-1) || [item.tag, 0, []])
    if (item.screen && item.tag === head.location) state.location = item.id
    if (!record.includes('1')) continue
    if (item.screen) state.seen.add(item.id)
    else state.answers[item.id] = answerOf(item.shape, record, payload)
  }
  if (head.release > layout.release) state.foreign = entries.filter(entry => !used.has(entry))
  return state
}

/** An item's record, from its slot or whole from its entry, and the bytes of its texts. */
function recordOf(item, area, [, whole, payload]) {
  if (!whole) return [item.slot === null ? '' : area.slice(item.slot, item.slot + item.width), payload]
  if (item.screen) return ['1', []]
  const size = Math.ceil(item.width / 8)
  return [payload.slice(0, size).map(byte => bitsOf(byte, 8)).join(''), payload.slice(size)]
}

function answerOf(shape, record, payload) {
  let at = isGraded(shape) ? TRIES + INDEX : 0
  const tries = at ? parseInt(record.slice(0, TRIES), 2) : 0
  const index = at ? parseInt(record.slice(TRIES, at), 2) : 0
  const numbers = cells(shape).map(most => parseInt(record.slice(at, at += widthOf(most)), 2))
  const texts = textsOf(shape).map(() => {
    const end = 1 + (payload[0] || 0)
    const text = text8(payload.slice(1, end))
    payload = payload.slice(end)
    return text
  })
  return { tries, index: index ? index - 1 : null, response: unpack(shape, numbers, texts) }
}

function unpack([kind, of], numbers, texts) {
  const key = (keys, place) => keys[place - 1] ?? null
  if (kind === 'one') return key(of, numbers[0])
  if (kind === 'set') return of.filter((_, i) => numbers[i])
  if (kind === 'list') return numbers.map(n => key(of, n)).filter(k => k !== null)
  if (kind === 'text') return texts[0]
  if (kind === 'level') return String(numbers[0])
  if (kind !== 'map') return true
  const take = keys => Array.isArray(keys) ? key(keys, numbers.shift()) : texts.shift()
  return Object.fromEntries(of.map(([name, keys]) => [name, take(keys)]).filter(([, value]) => value))
}
