// What every part of an exam's page uses: its elements, its words, what it remembers.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// In a frame without cookies, frame.js carries requests and turns pages.
export const request = (url, options) => (globalThis.cartable?.fetch ?? fetch)(url, options);
export const go = (url) => (globalThis.cartable?.go ?? location.assign.bind(location))(url);

// What is alive on this page: its form, its question, its clock.
export const page = { form: null, question: null, clock: null };

export function say(name, holes = {}) {
  const text = one("#words").getAttribute(`data-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (hole, key) => holes[key] ?? hole);
}

export function announce(text) {
  one("#live").textContent = text;
}

export function hour(iso) {
  const at = new Date(iso);
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return document.documentElement.lang === "fr"
    ? `${at.getHours()}\u00a0h\u00a0${minutes}`
    : `${at.getHours()}:${minutes}`;
}

export function notice(kind, text, action) {
  one(`#notices [data-kind="${kind}"]`)?.remove();
  if (!text) return;
  const box = document.createElement("div");
  box.className = "notice";
  box.dataset.kind = kind;
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { className: "btn", type: "button" });
    button.textContent = action.label;
    button.addEventListener("click", action.act);
    box.append(button);
  }
  one("#notices").append(box);
}

export function remembered(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // it is only not remembered
  }
}

export function localise() {
  const show = { dateStyle: "medium", timeStyle: "short" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, show);
  for (const time of all("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
}
