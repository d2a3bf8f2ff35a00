// Autosave, time left and announcements on an exam's pages. The forms do their work without it.
// The server decides: when the exam ends, what was saved, which answer counts.

import { Clock } from "./exam/clock.js";
import { all, go, localise, one, page } from "./exam/page.js";
import { Question } from "./exam/question.js";
import { rank, sort } from "./exam/rank.js";
import { kept, put } from "./exam/send.js";

let ending = null; // ends the listeners of the page before
let timer = 0;

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
      page.question.fill(body);
      all(".rank", page.form).forEach(sort);
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

function begin() {
  ending?.abort();
  clearInterval(timer);
  Object.assign(page, { form: null, question: null, clock: null });
  localise();
  const form = one("form[data-attempt]");
  if (!form) return;
  ending = new AbortController();
  const { signal } = ending;
  page.form = form;
  const line = one(".time");
  if (one("#question", form)) {
    const question = (page.question = new Question(form));
    all(".rank", form).forEach((list) => rank(list, () => question.changed()));
    form.addEventListener("input", () => question.changed());
    form.addEventListener("submit", leave);
    globalThis.addEventListener("online", () => question.flush(), { signal });
  }
  if (line) {
    page.clock = new Clock(line);
    timer = setInterval(() => page.clock?.tick(), 1000);
  }
  const seen = () => {
    if (document.visibilityState === "hidden") page.question?.flush(true);
    else page.clock?.ask();
  };
  document.addEventListener("visibilitychange", seen, { signal });
  resend();
}

document.addEventListener("cartable:page", begin);
begin();
