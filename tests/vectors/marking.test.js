import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { mark } from '../../builder/runtime/marking.js'

const cases = JSON.parse(readFileSync(new URL('marking.json', import.meta.url)))

test('JavaScript marks every vector as it says', () => {
  for (const { spec, response, fraction } of cases) {
    assert.equal(mark(spec, response), fraction, JSON.stringify({ spec, response }))
  }
})

test('what is not graded is not marked', () => {
  assert.throws(() => mark({ type: 'likert', scale: 5 }, '3'), /likert is not graded/)
})
