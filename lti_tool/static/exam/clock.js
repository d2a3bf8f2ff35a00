// The time left, as the server counts it; this device's clock only measures from one answer to the
// next.

import { announce, go, one, page, remember, remembered, request, say } from "./page.js";
import { kept, token } from "./send.js";

const WARN = [600, 120]; // s left

export class Clock {
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
