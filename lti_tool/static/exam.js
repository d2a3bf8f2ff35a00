// Autosave, time left and announcements on an exam's pages. The forms do their work without it.
// The server decides: when the exam ends, what was saved, which answer counts.

const WAIT = 400; // ms after the last input
const RETRY = [2, 5, 10, 20, 30]; // s
const WARN = [600, 120]; // s left
const ABOUT = new Set(["csrf_token", "tab", "n", "seen", "flag", "go", "language"]);

const request = (url, options) => (globalThis.cartable?.fetch ?? fetch)(url, options);
const go = (url) => (globalThis.cartable?.go ?? location.assign.bind(location))(url);
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

let page = null; // what is alive on this page: its form, its timers and listeners

function say(name, holes = {}) {
  const text = one("#words").getAttribute(`data-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (hole, key) => holes[key] ?? hole);
}

function announce(text) {
  one("#live").textContent = text;
}

function hour(iso) {
  const at = new Date(iso);
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return document.documentElement.lang === "fr"
    ? `${at.getHours()}\u00a0h\u00a0${minutes}`
    : `${at.getHours()}:${minutes}`;
}

function notice(kind, text, action) {
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

// ---------- what this tab has not sent yet; it outlives a reload, not the tab

const kept = {
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

function token() {
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
async function put(url, body, keepalive = false, again = true) {
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

// ---------- one question's answer

class Question {
  constructor(form) {
    this.form = form;
    this.url = form.getAttribute("action");
    this.tab = form.elements.tab.value;
    this.n = 0;
    this.seen = Number(form.elements.seen.value);
    this.flagged = one("[name=flag]", form).getAttribute("aria-pressed") === "true";
    this.saved = this.now();
    this.tries = 0;
    this.flight = null;
  }

  response() {
    const fields = {};
    for (const [name, value] of new FormData(this.form)) {
      if (!ABOUT.has(name) && value !== "") (fields[name] ??= []).push(value);
    }
    return fields;
  }

  now() {
    return JSON.stringify([this.response(), this.flagged]);
  }

  fill(fields) {
    for (const field of this.form.elements) {
      if (!field.name || ABOUT.has(field.name)) continue;
      const values = fields[field.name] ?? [];
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
  }

  changed() {
    clearTimeout(this.timer);
    if (this.now() === this.saved) return;
    this.state("saving");
    this.timer = setTimeout(() => this.flush(), WAIT);
  }

  // Send what is new; true when nothing is left to send. One request at a time.
  async flush(keepalive = false) {
    clearTimeout(this.timer);
    if (this.flight && !keepalive) await this.flight;
    if (this.now() === this.saved) return true;
    this.flight = this.send(keepalive).finally(() => (this.flight = null));
    return this.flight;
  }

  async send(keepalive) {
    const now = this.now();
    const body = {
      tab: this.tab,
      n: ++this.n,
      seen: this.seen,
      response: this.response(),
      flagged: this.flagged,
      language: this.form.dataset.language,
    };
    kept.write((waiting) => (waiting[this.url] = body));
    try {
      const answer = await put(this.url, body, keepalive);
      this.done(now, answer);
      return true;
    } catch {
      this.failed();
      return false;
    }
  }

  done(now, answer) {
    kept.write((waiting) => delete waiting[this.url]);
    const late = this.tries > 0;
    [this.saved, this.seen, this.tries] = [now, answer.seq, 0];
    this.form.elements.seen.value = answer.seq;
    page.clock?.set(answer.left);
    notice("network", "");
    if (late) announce(say("back-again"));
    if (answer.replaced) {
      const text = answer.was ? say("replaced", { was: answer.was }) : say("replaced-empty");
      notice("replaced", text);
      announce(text);
    }
    this.stop();
    if (this.now() === now) this.state("saved", answer.at);
    else this.changed();
  }

  failed() {
    const wait = RETRY[Math.min(this.tries, RETRY.length - 1)];
    if (this.tries++ === 0) announce(say("not-saved"));
    this.state("lost");
    const due = one(".time")?.dataset.due;
    notice("network", `${say("no-network")} ${due ? say("end-stays", { hour: hour(due) }) : ""}`, {
      label: say("retry"),
      act: () => this.flush(),
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait * 1000);
  }

  state(name, at) {
    const mark = one(".saved", this.form);
    mark.classList.toggle("is-kept", name === "saved");
    mark.classList.toggle("is-lost", name === "lost");
    const text = { saving: say("saving"), lost: say("not-saved") }[name];
    one(".saved-said", mark).textContent = text ?? say("saved-at", { hour: hour(at) });
  }

  stop() {
    const here = one(".stops .now");
    if (!here) return;
    const has = Object.keys(this.response()).length > 0;
    here.classList.toggle("has", has);
    here.classList.toggle("flag", this.flagged);
    const words = [say("now"), say(has ? "has" : "empty"), ...(this.flagged ? [say("flagged")] : [])];
    one(".stop-state", here).textContent = `, ${words.join(", ")}`;
  }

  flag() {
    this.flagged = !this.flagged;
    one("[name=flag]", this.form).setAttribute("aria-pressed", String(this.flagged));
    this.stop();
    this.flush();
  }
}

// ---------- the time left, as the server counts it

class Clock {
  constructor(line) {
    this.line = line;
    this.total = Number(line.dataset.total);
    this.hide = one("[data-do=time]");
    this.hide.hidden = false;
    this.hide.addEventListener("click", () => this.toggle());
    this.hidden = remembered("cartable.time") === "hidden";
    this.warned = Number(remembered(`${kept.key()}.warned`) ?? 0);
    this.set(Number(line.dataset.left));
  }

  set(left) {
    if (typeof left !== "number") return;
    [this.at, this.had] = [performance.now(), left];
    this.show();
  }

  left() {
    return Math.max(0, this.had - (performance.now() - this.at) / 1000);
  }

  async ask() {
    try {
      const answer = await request(page.form.dataset.time, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      if (told.over) go(page.form.dataset.result);
      else this.set(told.left);
    } catch {
      // asked again with the next save or minute
    }
  }

  toggle() {
    this.hidden = !this.hidden;
    remember("cartable.time", this.hidden ? "hidden" : "shown");
    this.show();
  }

  show() {
    const left = this.left();
    const minutes = Math.ceil(left / 60);
    const x = 1 + Math.round((86 * left) / Math.max(this.total, 1));
    one(".done", this.line).setAttribute("d", `M1 6H${x}`);
    one(".here", this.line).setAttribute("d", `M${x} 1V11`);
    one("svg", this.line).toggleAttribute("hidden", this.hidden);
    const { say: form = "time-left", all: whole } = this.line.dataset;
    const text = this.hidden ? say("time-hidden") : say(form, { minutes, total: whole });
    const said = one("span, strong", this.line);
    if (said.textContent !== text) said.textContent = text;
    this.hide.textContent = say(this.hidden ? "show-time" : "hide-time");
    if (left <= WARN[0] && said.localName === "span") {
      said.replaceWith(Object.assign(document.createElement("strong"), { textContent: text }));
    }
    this.warn(left);
  }

  warn(left) {
    const passed = WARN.filter((limit) => left <= limit).length;
    if (passed <= this.warned) return;
    this.warned = passed;
    remember(`${kept.key()}.warned`, passed);
    if (left > 0) announce(say(`warn-${WARN[passed - 1] / 60}`));
  }

  async tick() {
    this.show();
    if (this.left() > 0 || this.ending) return;
    this.ending = true;
    await page.question?.flush();
    await this.ask();
    this.ending = false;
    if (this.left() <= 0) {
      announce(say("time-out"));
      hand(page.form.dataset.submit);
    }
  }
}

// The time is over by the server's clock: the paper is handed in as the button would.
function hand(url) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url, hidden: true });
  const field = Object.assign(document.createElement("input"), { name: "csrf_token", value: token() });
  form.append(field);
  document.body.append(form);
  form.requestSubmit();
}

function remembered(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // it is only not remembered
  }
}

// ---------- ordering: two buttons a row instead of a list of places

function rank(list, changed) {
  const rows = all(":scope > li", list);
  const place = (row) => Number(one("select", row).value) || rows.length + 1;
  for (const row of rows) {
    one("select", row).hidden = true;
    const number = Object.assign(document.createElement("span"), { className: "n" });
    const moves = Object.assign(document.createElement("span"), { className: "moves" });
    moves.append(mover(row, "up", -1), mover(row, "down", 1));
    row.prepend(number);
    row.append(moves);
  }
  list.append(...rows.toSorted((a, b) => place(a) - place(b)));
  number();

  function mover(row, name, step) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.setAttribute("aria-label", row.dataset[name]);
    button.dataset.move = name;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    button.append(svg);
    button.addEventListener("click", () => move(row, step, button));
    return button;
  }

  function move(row, step, button) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    const now = all(":scope > li", list);
    now.forEach((item, index) => (one("select", item).value = String(index + 1)));
    now.forEach((item) => item.classList.toggle("moved", item === row));
    number();
    button.focus();
    const what = one(".what", row).textContent.trim();
    announce(say("moved", { what, place: now.indexOf(row) + 1, total: now.length }));
    changed();
  }

  function number() {
    all(":scope > li", list).forEach((row, index, now) => {
      one(".n", row).textContent = index + 1;
      one("[data-move=up]", row).setAttribute("aria-disabled", String(index === 0));
      one("[data-move=down]", row).setAttribute("aria-disabled", String(index === now.length - 1));
    });
  }
}

// ---------- the page

// Where a button of the question's form leads, so that an unchanged answer is not sent again.
function target(value, form) {
  const number = Number(form.getAttribute("action").split("/").pop());
  const base = form.getAttribute("action").replace(/q\/\d+$/, "");
  if (value === "review") return `${base}review`;
  const to = { next: number + 1, previous: number - 1 }[value] ?? Number(value);
  return Number.isInteger(to) ? `${base}q/${to}` : null;
}

async function leave(event) {
  const button = event.submitter;
  const question = page.question;
  if (!button || button.name === "flag") {
    event.preventDefault();
    if (button) question.flag();
    return;
  }
  const to = target(button.value, question.form);
  if (to === null && question.now() === question.saved) return; // another language: the server does it
  event.preventDefault();
  if (!(await question.flush())) return; // the notice says why we stay
  if (to === null) question.form.requestSubmit(button);
  else go(to);
}

// What an earlier page of this tab could not send.
async function resend() {
  for (const [url, body] of Object.entries(kept.read())) {
    if (page.question?.url === url) {
      page.question.fill(body.response);
      page.question.changed();
    } else {
      try {
        await put(url, body);
        kept.write((waiting) => delete waiting[url]);
      } catch {
        return;
      }
    }
  }
}

function localise() {
  const show = { dateStyle: "medium", timeStyle: "short" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, show);
  for (const time of all("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
}

function begin() {
  page?.stop.abort();
  clearInterval(page?.timer);
  page = null;
  localise();
  const form = one("form[data-attempt]");
  if (!form) return;
  const stop = new AbortController();
  page = { form, stop };
  const line = one(".time");
  if (one("#question", form)) {
    const question = (page.question = new Question(form));
    all(".rank", form).forEach((list) => rank(list, () => question.changed()));
    form.addEventListener("input", () => question.changed());
    form.addEventListener("submit", leave);
    globalThis.addEventListener("online", () => question.flush(), { signal: stop.signal });
  }
  if (line) {
    page.clock = new Clock(line);
    page.timer = setInterval(() => page?.clock?.tick(), 1000);
  }
  const seen = () => {
    if (document.visibilityState === "hidden") page.question?.flush(true);
    else page.clock?.ask();
  };
  document.addEventListener("visibilitychange", seen, { signal: stop.signal });
  resend();
}

document.addEventListener("cartable:page", begin);
begin();
