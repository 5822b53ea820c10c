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

// Tabs. `openTab` opens one by the id of its panel; a function given to `onTab` hears of each choice.
const heard = [];
const onTab = (hear) => heard.push(hear);
const openTab = (key, chosen = false) => {
  const tab = all("[role=tab]").find((one) => one.getAttribute("aria-controls") === key);
  if (!tab) return;
  for (const one of all("[role=tab]", tab.closest("[role=tablist]"))) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = one !== tab;
  }
  if (chosen) for (const hear of heard) hear(key);
};
for (const list of all("[role=tablist]")) {
  const tabs = all("[role=tab]", list);
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => openTab(tab.getAttribute("aria-controls"), true));
    tab.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const to = tabs[(next + tabs.length) % tabs.length];
      openTab(to.getAttribute("aria-controls"), true);
      to.focus();
    });
  }
  openTab(tabs[0].getAttribute("aria-controls"));
}
document.getElementById("print-all")?.addEventListener("change", (event) => document.documentElement.classList.toggle("print-all", event.target.checked));
for (const button of all("button.copy")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = "Copied"; }
    catch { getSelection().selectAllChildren(button.parentElement.querySelector("code")); button.textContent = "Selected"; }
  });
}
