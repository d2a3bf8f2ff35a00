// Draws and shuffles that depend on the attempt's seed and on ids only: the same on every resume,
// and undisturbed by questions that a new version adds.

/** A number from 0 to 2^32 - 1 that a seed gives to a text (FNV-1a, then murmur3's last mixing). */
export function rank(seed, text) {
  let hash = (seed ^ 0x811c9dc5) >>> 0
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The ids in an order of the seed's own; `label` names what is shuffled. */
export function shuffled(seed, label, ids) {
  const ranks = new Map(ids.map(id => [id, rank(seed, `${label}/${id}`)]))
  return [...ids].sort((a, b) => ranks.get(a) - ranks.get(b) || (a < b ? -1 : 1))
}

/** `count` of the ids, in their given order: those in `first`, then what the seed draws. */
export function drawn(seed, label, ids, count, first) {
  const order = shuffled(seed, label, ids)
  const chosen = [...order.filter(id => first.has(id)), ...order.filter(id => !first.has(id))]
  const kept = new Set(chosen.slice(0, count))
  return ids.filter(id => kept.has(id))
}
