// The page of an LMS around a package: its API object, and a frame for the package. As Moodle's
// player does, it posts by a synchronous request, and by a beacon when that can't be.

import { Server, logged } from '/lms/server.js'
import { strict12 } from '/lms/strict12.js'
import { strict2004 } from '/lms/strict2004.js'

const query = new URLSearchParams(location.search)
const [name, standard, kind] = [query.get('package'), query.get('standard'), query.get('lms')]
const post = `/post/${query.get('desk')}`
window.calls = []

class Remote extends Server {
  post(delta) {
    this.posts.push({ delta })
    const body = JSON.stringify(delta)
    const request = new XMLHttpRequest()
    request.open('POST', post, false)
    try {
      request.send(body)
    } catch {
      return navigator.sendBeacon(post, body)
    }
    return request.responseText === 'true'
  }
}

async function launch() {
  const { tracks, learner, mode } = await (await fetch('/tracks')).json()
  const note = call => window.calls.push(call)
  if (kind === 'again') return again(tracks, learner, note)
  window.server = new Remote({ tracks, learner, mode })
  return standard === 'scorm12'
    ? { API: strict12(window.server, note) } : { API_1484_11: strict2004(window.server, note) }
}

// scorm-again, an LMS's API by other hands.
async function again(tracks, learner, note) {
  const [file, own] = standard === 'scorm12' ? ['scorm12', 'Scorm12API'] : ['scorm2004', 'Scorm2004API']
  const { [own]: Api } = await import(`/again/${file}.js`)
  const api = new Api({ lmsCommitUrl: post.replace('post', 'again'), dataCommitFormat: 'flattened', logLevel: 5 })
  const before = standard === 'scorm12'
    ? { 'cmi.core.student_id': learner, 'cmi.core.entry': 'resume' } : { 'cmi.learner_id': learner, 'cmi.entry': 'resume' }
  api.loadFromFlattenedJSON({ ...tracks, ...before })
  const prefix = standard === 'scorm12' ? 'LMS' : ''
  const calls = ['Initialize', 'GetValue', 'SetValue', 'Commit', 'GetLastError', standard === 'scorm12' ? 'Finish' : 'Terminate']
  const functions = Object.fromEntries(calls.map(call => [prefix + call, (...args) => api[prefix + call](...args)]))
  const facade = logged(functions, () => String(api[`${prefix}GetLastError`]()), note)
  return standard === 'scorm12' ? { API: facade } : { API_1484_11: facade }
}

Object.assign(window, await launch())
const frame = Object.assign(document.createElement('iframe'), { id: 'package', name: 'package', src: `/sites/${name}/index.html`, width: 900, height: 700 })
document.body.append(frame)
