// The preview's shell: the course in a frame, a strict LMS above it, and what each call answered.

import { Server } from '/lms/server.js'
import { strict12 } from '/lms/strict12.js'
import { strict2004 } from '/lms/strict2004.js'

const form = document.forms.view
const frame = document.getElementById('course')
const calls = document.getElementById('calls')
const KEPT = 300
let shown = { version: 0, formats: [], languages: [] }
let lms = new Server()
let count = { get: 0, set: 0, commit: 0, refused: 0 }

const option = (value, label) => Object.assign(document.createElement('option'), { value, textContent: label })

function fill(select, items) {
  const before = select.value
  select.replaceChildren(...items.map(([value, label]) => option(value, label)))
  if (items.some(([value]) => value === before)) select.value = before
}

function fillForm() {
  const language = form.language.value || shown.languages[0]
  const said = texts => texts[language] ?? Object.values(texts)[0]
  fill(form.language, shown.languages.map(code => [code, code]))
  fill(form.format, shown.formats.map(one => [one.id, said(one.title)]))
  const format = shown.formats.find(one => one.id === form.format.value)
  const modules = format?.modules.map(one => [one.id, said(one.title)]) ?? []
  fill(form.module, [['-', 'tout / all'], ...modules])
}

const place = () => ['format', 'language', 'module', 'lms'].map(name => form[name].value)
const store = () => `cartable-preview/${form.format.value}/${form.module.value}/${form.lms.value}`

function launch() {
  const tracks = JSON.parse(localStorage.getItem(store()) ?? '{}')
  const failing = lms.failing
  lms = new Server({ tracks, keep: kept => localStorage.setItem(store(), JSON.stringify(kept)) })
  lms.failing = failing
  calls.replaceChildren()
  count = { get: 0, set: 0, commit: 0, refused: 0 }
  connect()
  frame.className = form.width.value && `w${form.width.value}`
  if (shown.formats.length) frame.src = `/p/${place().map(encodeURIComponent).join('/')}/index.html`
  tell()
}

/** Set the API object that the frame will look for, fresh for each launch. */
function connect() {
  delete window.API
  delete window.API_1484_11
  if (form.lms.value === 'scorm12') window.API = strict12(lms, told)
  if (form.lms.value === 'scorm2004') window.API_1484_11 = strict2004(lms, told)
}

function told({ call, args, result, error }) {
  const kind = /Get/.test(call) ? 'get' : /SetValue/.test(call) ? 'set' : /Commit/.test(call) ? 'commit' : ''
  if (/GetLastError|GetErrorString|GetDiagnostic/.test(call)) return
  if (kind) count[kind] += 1
  const refused = kind !== 'get' && String(result) !== 'true'
  if (refused) count.refused += 1
  const line = document.createElement('li')
  line.className = refused ? 'no' : ''
  line.textContent = `${call}(${args.filter(Boolean).join(', ')}) → ${result}${refused ? ` (${error})` : ''}`
  calls.prepend(line)
  if (calls.children.length > KEPT) calls.lastChild.remove()
  tell()
}

function tell() {
  const { get, set, commit, refused } = count
  document.getElementById('counts').textContent =
    `${get} GetValue, ${set} SetValue, ${commit} Commit; ${refused} refusés / refused`
  const rows = Object.entries(lms.tracks).sort().map(([name, value]) => {
    const row = document.createElement('tr')
    row.append(...[name, value].map(text => Object.assign(document.createElement('td'), { textContent: text })))
    return row
  })
  document.querySelector('#values tbody').replaceChildren(...rows)
}

function showFindings() {
  const box = document.getElementById('findings')
  box.hidden = shown.findings.length === 0
  box.querySelector('ol').replaceChildren(...shown.findings.map(text =>
    Object.assign(document.createElement('li'), { textContent: text })))
}

/** Close as a learner does: the frame's own pagehide runs, then it is opened again. */
function reopen() {
  frame.addEventListener('load', launch, { once: true })
  frame.src = 'about:blank'
}

function kill() {
  delete window.API // what the closing page would still say is lost, as in a crash
  delete window.API_1484_11
  lms.failing = 'cut'
  frame.addEventListener('load', () => { lms.failing = null; launch() }, { once: true })
  frame.src = 'about:blank'
}

async function follow() {
  for (;;) {
    try {
      const answer = await (await fetch(`/wait/${shown.version}`)).json()
      if (answer.version === shown.version) continue
      shown = await (await fetch('/state')).json()
      document.title = `Cartable – ${Object.values(shown.title)[0] ?? 'aperçu'}`
      showFindings()
      fillForm()
      if (!shown.stale) reopen()
    } catch {
      await new Promise(resolve => setTimeout(resolve, 1000)) // the server is restarting
    }
  }
}

form.addEventListener('change', () => { fillForm(); reopen() })
document.getElementById('again').addEventListener('click', reopen)
document.getElementById('kill').addEventListener('click', kill)
document.getElementById('reset').addEventListener('click', () => {
  kill()
  localStorage.removeItem(store())
})
document.getElementById('cut').addEventListener('click', event => {
  lms.failing = lms.failing ? null : 'cut'
  event.target.setAttribute('aria-pressed', String(Boolean(lms.failing)))
})
follow()
