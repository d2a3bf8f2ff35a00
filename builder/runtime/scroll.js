// What is wider than its page scrolls in a box of its own; then, and only then, the keyboard too.

const boxes = new ResizeObserver(seen => {
  for (const { target } of seen) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1
})

/** Let the keyboard reach the boxes of the page that scroll. */
export function watchBoxes(page) {
  boxes.disconnect()
  page.querySelectorAll('.table, pre').forEach(box => boxes.observe(box))
}
