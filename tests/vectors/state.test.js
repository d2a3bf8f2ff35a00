import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { clip, decode, encode } from '../../builder/runtime/state.js'

const { layouts, cases, moves, refused } = JSON.parse(readFileSync(new URL('state.json', import.meta.url)))
const ITS_OWN = ['area', 'foreign']

const plain = state => Object.fromEntries(Object.entries({ ...state, seen: [...state.seen].sort() })
  .filter(([name]) => !ITS_OWN.includes(name)))
const asState = state => ({ ...state, seen: new Set(state.seen), area: '', foreign: [] })

test('each state is encoded as the vector says', () => {
  for (const { layout, state, text } of cases) assert.equal(encode(asState(state), layouts[layout]), text)
})

test('each text is decoded as the vector says', () => {
  for (const { layout, state, text } of cases) assert.deepEqual(plain(decode(text, layouts[layout])), state)
})

test('a state moves between releases as the vector says', () => {
  for (const { written, read, text, seen, answers, again } of moves) {
    const state = decode(text, layouts[read])
    assert.deepEqual(plain(state).answers, answers, `${written} to ${read}`)
    assert.deepEqual(plain(state).seen, seen)
    assert.equal(encode(state, layouts[read]), again)
  }
})

test('what is no state is refused', () => {
  for (const text of refused) assert.equal(decode(text, layouts.draft), null)
})

test('a text is cut at whole characters', () => {
  assert.equal(clip('éééé', 5), 'éé')
  assert.equal(clip('a😀', 4), 'a')
  assert.equal(clip('a😀', 5), 'a😀')
})
