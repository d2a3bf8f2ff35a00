// Answers on their way to the server, and what this tab has not sent yet.

import { go, one, page, request } from "./page.js";

// It outlives a reload, not the tab.
export const kept = {
  key: () => `cartable.${page.form.dataset.attempt}`,
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key())) ?? {};
    } catch {
      return {};
    }
  },
  write(change) {
    const waiting = this.read();
    change(waiting);
    try {
      sessionStorage.setItem(this.key(), JSON.stringify(waiting));
    } catch {
      // storage is shut or full: the answer stays in the page
    }
  },
};

export function token() {
  return one("input[name=csrf_token]", page.form).value;
}

// The visit may have been renewed by another tab's launch: a fresh page has its token.
async function renew() {
  const answer = await request(page.form.dataset.page, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = one("input[name=csrf_token]", fresh);
  if (found) one("input[name=csrf_token]", page.form).value = found.value;
}

// Put an answer; gives what the server says, or throws. 409: the attempt is closed.
export async function put(url, body, keepalive = false, again = true) {
  const answer = await request(url, {
    method: "PUT",
    keepalive,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.json();
  if (answer.status === 409) {
    kept.write((waiting) => Object.keys(waiting).forEach((name) => delete waiting[name]));
    go(page.form.dataset.result);
    return new Promise(() => {}); // the page is leaving
  }
  if (again && [400, 401, 403].includes(answer.status)) {
    await renew();
    return put(url, body, keepalive, false);
  }
  throw new Error(String(answer.status));
}
