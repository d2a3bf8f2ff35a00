// A worksheet in a page: each field kept on this device, and found again in the notebook.

import { keepText } from './opinions.js'

export function openWorksheets(page, session) {
  for (const sheet of page.querySelectorAll('[data-worksheet]')) {
    for (const field of sheet.querySelectorAll('[data-field]')) {
      openField(field, session, `${sheet.dataset.worksheet}/${field.dataset.field}`)
    }
  }
}

function openField(field, session, key) {
  if (field.matches('textarea')) return keepText(field, session, key)
  const kept = session.local.text(key)
  for (const input of field.querySelectorAll('input')) input.checked = input.value === kept
  field.addEventListener('change', ({ target }) => session.local.setText(key, target.value))
}
