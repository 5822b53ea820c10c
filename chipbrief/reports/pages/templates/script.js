"use strict";
// Sort tables, open stories, highlight mentions and filter rows. Without JavaScript, all stories are open and all rows are shown.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
document.documentElement.classList.add("active-page");

// A story is a <tbody> of two rows: its scores, and the texts that open below them.
for (const button of all("button.open")) {
  const row = document.getElementById(button.getAttribute("aria-controls"));
  const show = (open) => { row.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
  show(location.hash === "#" + row.id);
  button.addEventListener("click", () => show(row.hidden));
}
for (const button of all("button.all")) {
  button.addEventListener("click", () => {
    const closed = all("button.open[aria-expanded=false]");
    for (const one of closed.length ? closed : all("button.open")) one.click();
  });
}

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

// While a mention of an entity or its button is hovered or focused, all mentions of the entity in its story are highlighted.
// A hovered summary sentence highlights the article sentence that it comes from.
const pointed = { hover: null, focus: null };
const light = () => {
  for (const one of all(".lit")) one.classList.remove("lit");
  for (const target of Object.values(pointed)) {
    const story = target?.closest("[data-story]");
    for (let from = target; story?.contains(from); from = from.parentElement.closest("[data-e], [data-s]")) {
      const [name, key] = from.dataset.e === undefined ? ["s", from.dataset.s] : ["e", from.dataset.e];
      for (const one of all(`[data-${name}="${CSS.escape(key)}"]`, story)) one.classList.add("lit");
    }
  }
};
const point = (kind, target) => {
  const found = target?.closest?.("[data-e], [data-s]") ?? null;
  if (found === pointed[kind]) return;
  pointed[kind] = found;
  light();
};
document.addEventListener("mouseover", (event) => point("hover", event.target));
document.addEventListener("mouseleave", () => point("hover", null));
document.addEventListener("focusin", (event) => point("focus", event.target));
document.addEventListener("focusout", () => point("focus", null));

// Tabs and filters of the leaderboard.
const filter = () => {
  const text = (document.getElementById("find")?.value ?? "").toLowerCase();
  const family = document.getElementById("family")?.value ?? "";
  for (const body of all("tbody[data-family]")) {
    body.hidden = !(body.textContent.toLowerCase().includes(text) && (!family || body.dataset.family === family));
  }
  const count = all("[role=tabpanel]:not([hidden]) tbody[data-family]:not([hidden])").length;
  const shown = document.getElementById("shown");
  if (shown) shown.textContent = count === 1 ? "1 row" : `${count} rows`;
};
for (const control of all("#find, #family")) control.addEventListener("input", filter);
for (const list of all("[role=tablist]")) {
  const tabs = all("[role=tab]", list);
  const choose = (tab) => {
    for (const one of tabs) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
    }
    filter();
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const to = tabs[(next + tabs.length) % tabs.length];
      choose(to);
      to.focus();
    });
  }
  choose(tabs.find((tab) => "#" + tab.getAttribute("aria-controls") === location.hash) ?? tabs[0]);
}
