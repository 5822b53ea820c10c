"use strict";
// Shared by all pages. The script of the page follows in the same element, so what is defined here is known there.
// Without JavaScript, everything is shown.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
document.documentElement.classList.add("active-page");

const value = (body, column) => {
  const cell = body.rows[0].cells[column];
  const number = Number(cell.dataset.value ?? "x");
  return Number.isNaN(number) ? cell.textContent.trim() : number;
};
for (const table of all("table.sortable")) {
  const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  for (const [column, heading] of headings.entries()) {
    heading.querySelector("button")?.addEventListener("click", () => {
      // The first click sorts numbers from high to low and words from A to Z; the next click reverses the order.
      const words = typeof value(table.tBodies[0], column) === "string";
      const before = heading.getAttribute("aria-sort");
      const down = before === null ? !words : before === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const compare = (a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
        return down ? -order : order;
      };
      table.append(...[...table.tBodies].sort(compare));
    });
  }
}
