// Order and plot a table by any measure, find systems, and keep tab and measure in the address.
const LEFT = 2, WIDTH = 96, BAR = 98, LONG = 40; // as in board.py
const at = (share) => LEFT + WIDTH * Math.min(Math.max(share, 0), 1);
const per = (value) => value.toFixed(1) + "%";
const slug = (measure) => measure.replace("_fmeasure", "");
const made = (name, attributes) => {
  const one = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
};
const rowsOf = (panel) => all(".lb tr[data-m]", panel);
const found = (row, measure) => JSON.parse(row.dataset.m)[measure];

const drawRow = (row, measure, count) => {
  const [mean, low, high, first, last, values] = found(row, measure) ?? [];
  const plot = row.querySelector("svg.iv"), point = plot.querySelector(".pt") ?? plot.appendChild(made("svg", { class: "pt", y: 13 }));
  if (!point.firstChild) point.append(made("circle", { r: 5 }));
  for (const old of all(".ci, .one", plot)) old.remove();
  point.setAttribute("visibility", mean === undefined ? "hidden" : "visible");
  if (mean !== undefined) point.setAttribute("x", per(at(mean)));
  if (low !== null && low !== undefined) point.before(made("rect", { class: "ci", x: per(at(low)), y: 9, width: per(at(high) - at(low)), height: 8, rx: 4 }));
  for (const value of values ?? []) point.before(made("circle", { class: "one", cx: per(at(value)), cy: 13, r: 3 }));
  const main = row.querySelector("td.main");
  main.textContent = mean === undefined ? "–" : (100 * mean).toFixed(1);
  if (low !== null && low !== undefined) {
    const small = document.createElement("small");
    small.textContent = `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)}`;
    main.append(small);
  }
  const cell = row.querySelector("td.rank");
  if (row.parentElement.className !== "ranked") return;
  if (!first) { cell.innerHTML = ""; cell.textContent = "–"; return; }
  const text = document.createElement("b");
  text.textContent = first === last ? first : `${first}–${last}`;
  const bar = made("svg", { class: "rk", width: BAR, height: 8, "aria-hidden": "true" });
  bar.append(made("use", { href: `#cells-${row.closest(".panel").id}` }));
  const from = (first - 1) * BAR / count, gap = row.closest(".cells") ? 1.4 : 0;
  const on = made("path", { class: "on", d: `M${from.toFixed(1)} 4H${(last * BAR / count).toFixed(1)}` });
  if (gap) on.setAttribute("stroke-dasharray", `${(BAR / count - gap).toFixed(2)} ${gap}`);
  bar.append(on);
  cell.replaceChildren(text, bar);
};

// Rows stay in their group. A number is ordered from high to low first, a name from A to Z; the same choice again reverses the order.
const order = (panel, column, turned = false) => {
  const key = (row) => column === "name" ? row.dataset.name.toLowerCase() : column in row.dataset ? Number(row.dataset[column]) : found(row, column)?.[0] ?? -1;
  const up = (column === "name") !== turned;
  for (const body of all(".lb tbody:not(.none)", panel)) {
    const rows = all("tr[data-m]", body).map((row) => [key(row), row]);
    rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (up ? 1 : -1));
    const last = all("tr.sec", body).slice(1);
    body.append(...rows.map(([, row]) => row), ...last);
  }
  panel.dataset.ordered = column;
  panel.dataset.turned = turned ? "yes" : "";
  const plotted = panel.dataset.chosen === column;
  for (const heading of all(".lb thead th", panel)) {
    const own = heading.querySelector("[data-order]")?.dataset.order ?? (heading.classList.contains("plot") ? panel.dataset.chosen : "");
    const sorted = own === column && !heading.hidden;
    if (sorted) heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    else heading.removeAttribute("aria-sort");
  }
  panel.querySelector("th.plot [aria-hidden=true]").textContent = plotted ? (up ? "▲" : "▼") : "";
  show(panel);
};

const choose = (panel, measure) => {
  panel.dataset.chosen = measure;
  const rows = rowsOf(panel), count = all("tbody.ranked tr[data-m]", panel).length;
  for (const row of rows) drawRow(row, measure, count);
  for (const [kind, system] of [["people", "annotators"], ["random", "random_sentences"]]) {
    const line = panel.querySelector(`.defs .${kind}`), mean = rows.map((row) => row.dataset.name === system && found(row, measure)?.[0]).find((one) => one);
    line.setAttribute("visibility", mean ? "visible" : "hidden");
    if (mean) for (const end of ["x1", "x2"]) line.setAttribute(end, per(at(mean)));
  }
  for (const cell of all(".lb [data-column]", panel)) cell.hidden = cell.dataset.column === measure;
  panel.querySelector("[data-heading]").textContent = panel.querySelector(`th[data-column="${measure}"]`).dataset.long;
  panel.querySelector("th.plot .help").setAttribute("popovertarget", `about-${measure}`);
  panel.querySelector("[data-by]").value = slug(measure);
  order(panel, measure);
};

const opened = new WeakSet();
const show = (panel) => {
  const text = panel.querySelector("[data-find]").value.trim().toLowerCase();
  let count = 0, ranked = 0;
  for (const row of rowsOf(panel)) {
    const fits = `${row.dataset.name} ${row.dataset.kind}`.toLowerCase().includes(text);
    const rest = fits && !text && row.parentElement.className === "ranked" && ++ranked > LONG && !opened.has(panel);
    row.hidden = !fits || rest;
    count += fits;
  }
  for (const body of all(".lb tbody:not(.none)", panel)) body.hidden = !!text && !all("tr[data-m]:not([hidden])", body).length;
  panel.querySelector("tbody.none").hidden = count > 0;
  panel.querySelector("[data-sought]").textContent = text;
  panel.querySelector("[data-shown]").textContent = text ? (count === 1 ? "1 system" : `${count} systems`) : "";
  panel.querySelector("[data-rest]").hidden = !(ranked > LONG && !opened.has(panel));
};

const measureOf = (panel, name) => all("th[data-column]", panel).map((one) => one.dataset.column).find((one) => slug(one) === name);
const remember = (panel) => history.replaceState(null, "", `#${panel.id}/${slug(panel.dataset.chosen)}`);
for (const panel of all(".panel")) {
  const find = panel.querySelector("[data-find]");
  panel.querySelector("[data-by]").addEventListener("change", (event) => { choose(panel, measureOf(panel, event.target.value)); remember(panel); });
  find.addEventListener("input", () => show(panel));
  const seek = panel.querySelector(".seek");
  seek.addEventListener("click", () => {
    const seeking = seek.parentElement.classList.toggle("seeking");
    seek.setAttribute("aria-expanded", String(seeking));
    if (seeking) find.focus();
    else { find.value = ""; show(panel); }
  });
  panel.querySelector("[data-clear]").addEventListener("click", () => { find.value = ""; show(panel); find.focus(); });
  panel.querySelector("[data-rest] button").addEventListener("click", () => { opened.add(panel); show(panel); });
  for (const button of all("[data-order]", panel)) {
    button.addEventListener("click", () => {
      const column = button.dataset.order;
      if (measureOf(panel, slug(column))) { choose(panel, column); remember(panel); panel.querySelector("[data-by]").focus(); }
      else order(panel, column, panel.dataset.ordered === column && !panel.dataset.turned);
    });
  }
  choose(panel, panel.dataset.chosen);
}
const restore = () => {
  const [key, measure] = location.hash.slice(1).split("/");
  const panel = all(".panel").find((one) => one.id === key);
  if (!panel) return;
  openTab(key);
  const chosen = measure && measureOf(panel, measure);
  if (chosen) choose(panel, chosen);
};
onTab((key) => remember(document.getElementById(key)));
restore();
addEventListener("hashchange", restore);
