// An ordering: two buttons a row instead of a list of places; the focus follows the row.

import { all, announce, one, say } from "./page.js";

export function rank(list, changed) {
  for (const row of all(":scope > li", list)) {
    one("select", row).hidden = true;
    const number = Object.assign(document.createElement("span"), { className: "n" });
    const moves = Object.assign(document.createElement("span"), { className: "moves" });
    moves.append(mover(row, "up", -1), mover(row, "down", 1));
    row.prepend(number);
    row.append(moves);
  }
  sort(list);

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
    number(list);
    button.focus();
    const what = one(".what", row).textContent.trim();
    announce(say("moved", { what, place: now.indexOf(row) + 1, total: now.length }));
    changed();
  }
}

// Rows in the order of their places; those without one last, as they were.
export function sort(list) {
  const rows = all(":scope > li", list);
  const place = (row) => Number(one("select", row).value) || rows.length + 1;
  list.append(...[...rows].sort((a, b) => place(a) - place(b)));
  number(list);
}

function number(list) {
  all(":scope > li", list).forEach((row, index, now) => {
    one(".n", row).textContent = index + 1;
    one("[data-move=up]", row).setAttribute("aria-disabled", String(index === 0));
    one("[data-move=down]", row).setAttribute("aria-disabled", String(index === now.length - 1));
  });
}
