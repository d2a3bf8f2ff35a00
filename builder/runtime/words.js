// The interface's words, as course.js brings them: a text, or its plural forms.

let strings = {}
let rules = null

export function useWords({ strings: all, language }) {
  strings = all
  rules = new Intl.PluralRules(language)
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

/** The text `key`, with each `{name}` filled from `values`. */
export const say = (key, values = {}) => fill(strings[key], values)

/** The plural form of `key` that `n` asks for. */
export function sayCount(key, n, values = {}) {
  const [one, other] = strings[key]
  return fill(rules.select(n) === 'one' ? one : other, { n, ...values })
}
