// One question's answer: saved a moment after the last input, and again until the server has it.

import { announce, hour, notice, one, page, say } from "./page.js";
import { kept, put } from "./send.js";

const WAIT = 400; // ms after the last input
const RETRY = [2, 5, 10, 20, 30]; // s
const ABOUT = new Set(["csrf_token", "tab", "n", "seen", "flag", "go", "language"]);

export class Question {
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
    const at = one(".saved time", form)?.dateTime;
    if (at) this.state("saved", at);
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

  // Put in what this tab could not send before.
  fill({ response, flagged }) {
    this.flagged = flagged;
    one("[name=flag]", this.form).setAttribute("aria-pressed", String(flagged));
    for (const field of this.form.elements) {
      if (!field.name || ABOUT.has(field.name)) continue;
      const values = response[field.name] ?? [];
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
