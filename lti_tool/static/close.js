// close.js — sends the form that goes back to the platform, or asks the platform to close our frame.
document.querySelector('form[data-send]')?.requestSubmit()

const said = document.getElementById('close')
const button = document.querySelector('[data-close]')
if (said && button && window.parent !== window) {
  const { origin, stay } = JSON.parse(said.textContent)
  const close = () => window.parent.postMessage({ subject: 'org.imsglobal.lti.close' }, origin)
  button.hidden = false
  button.addEventListener('click', close)
  if (!stay) close() // nothing here is left to be copied
}
