// Pages inside a frame that keeps no cookie: each is fetched with the bearer and put in place.
// Only the page after a launch by the platform's storage loads this.

const KEY = "cartable.bearer";
const loaded = new Set();
const given = JSON.parse(document.querySelector('script[type="application/json"]').textContent);
let bearer = given.bearer;
let waiting = null; // the load under way: a newer one ends it

try {
  sessionStorage.setItem(KEY, bearer);
} catch {
  // storage is shut: the bearer lives as long as this document
}

function send(url, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("Authorization", `Bearer ${bearer}`);
  return fetch(url, { ...options, headers });
}

const ours = (url) => url.origin === location.origin && url.pathname.startsWith("/s/");

// Load a page into this one. `push`: whether Back should come here again.
async function load(url, options = {}, push = true) {
  waiting?.abort();
  waiting = new AbortController();
  let answer;
  try {
    answer = await send(url, { ...options, signal: waiting.signal });
  } catch {
    return; // a newer load has taken over, or no network: the page stays as it is
  }
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return;
  await swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (push) history.pushState({ url: answer.url }, "");
  else history.replaceState({ url: answer.url }, "");
}

async function swap(fresh) {
  document.title = fresh.title;
  document.documentElement.lang = fresh.documentElement.lang;
  for (const selector of [".bar", "main"]) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now) old.replaceWith(document.adoptNode(now));
    else if (now) document.body.append(document.adoptNode(now));
    else old?.remove();
  }
  const heading = document.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
  let again = false;
  for (const { src } of fresh.querySelectorAll("script[type=module][src]")) {
    if (src === import.meta.url) continue;
    if (loaded.has(src)) again = true;
    else await import(src); // allowed by this script's nonce
    loaded.add(src);
  }
  if (again) document.dispatchEvent(new Event("cartable:page"));
}

// Out of the tool: the platform's address, which a page may go to but not fetch.
async function back(url) {
  const answer = await send(url, { headers: { Accept: "application/json" } });
  const { to } = answer.ok ? await answer.json() : {};
  if (to) location.assign(to);
  else load(url);
}

function follow(url) {
  if (url.pathname.endsWith("/back")) back(url);
  else load(url);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
  const url = new URL(link.href);
  if (link.target === "_blank" || !ours(url) || (url.hash && url.pathname === location.pathname)) return;
  event.preventDefault();
  follow(url);
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // exam.js has done it
  const form = event.target;
  const url = new URL(form.getAttribute("action"), location.href);
  if (!ours(url)) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form, event.submitter));
  if (form.method === "get") {
    url.search = data;
    load(url);
  } else {
    load(url, { method: "POST", body: data });
  }
});

globalThis.addEventListener("popstate", (event) => {
  if (event.state?.url) load(event.state.url, {}, false);
});

globalThis.cartable = { fetch: send, go: (url) => follow(new URL(url, location.href)) };
load(new URL(given.home, location.href), {}, false);
