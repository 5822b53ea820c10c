// The page of a run: open stories, order, filter and find them, keep the address of what is shown, and mark sources and mentions.
const list = document.querySelector("table.stories");
const bodies = list ? all(":scope > tbody[data-story]", list) : [];
// Rows become cards on a phone. A browser may then forget that they are rows, so the roles are written down.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const table of all("table.prof, table.stories")) {
  for (const one of [table, ...all("thead, tbody, tr, td, th", table)]) {
    if (one.closest("table") === table) one.setAttribute("role", ROLES[one.tagName] ?? (one.scope === "row" ? "rowheader" : "columnheader"));
  }
}

const narrow = matchMedia("(max-width: 62rem)");
const state = { flag: "", order: document.getElementById("order")?.value ?? "0", down: null, text: "" };
const replaceHash = (hash) => history.replaceState(null, "", hash || location.pathname + location.search);

// Order: each row has its values in data-orders, in the order of the choices of the select element.
const valueOf = (element, order) => {
  if (order === "title") return element.querySelector("th .open, th")?.textContent.trim() ?? "";
  const text = element.dataset.orders.split(" ")[Number(order)];
  return text === "-" ? null : Number(text);
};
const ordered = (elements, order, down) => {
  const compare = (a, b) => {
    const [x, y] = [valueOf(a, order), valueOf(b, order)];
    if (x === null || y === null) return (x === null) - (y === null);
    const way = typeof x === "number" ? x - y : x.localeCompare(y);
    return down ? -way : way;
  };
  return [...elements].sort(compare);
};
const select = document.getElementById("order");
const isDown = () => state.down ?? select?.selectedOptions[0]?.dataset.down === "1";
const reorder = () => {
  if (list) {
    list.append(...ordered(bodies, state.order, isDown()), document.getElementById("nothing"));
    for (const heading of all("thead th", list)) {
      const button = heading.querySelector("button");
      if (button?.dataset.order === state.order) heading.setAttribute("aria-sort", isDown() ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    }
  }
  for (const group of new Set(all("table.matrix tbody tr, section.told").map((one) => one.parentElement))) {
    group.append(...ordered(all(":scope > [data-orders]", group), state.order, isDown()));
  }
};
select?.addEventListener("input", () => {
  Object.assign(state, { order: select.value, down: null });
  reorder();
  if (list) remember();
});
for (const button of all("thead button[data-order]")) {
  button.addEventListener("click", () => {
    const same = button.dataset.order === state.order;
    const option = all("option", select).find((one) => one.value === button.dataset.order);
    Object.assign(state, { order: button.dataset.order, down: same ? !isDown() : null });
    if (option) select.value = option.value;
    reorder();
    remember();
  });
}

// Filters. The address keeps them as #stories/<flag>/<order>; an opened story as #story-<id>.
const buttons = all(".seg button[data-flag]");
if (list?.parentElement.dataset.part === "further") {
  // The counts of the first page are of all stories; here they are of the stories on this page.
  for (const button of buttons) {
    const { flag } = button.dataset;
    button.querySelector("b").textContent = bodies.filter((body) => !flag || body.dataset.flags.split(" ").includes(flag)).length;
  }
}
const find = document.getElementById("find");
const filter = () => {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.flag === state.flag));
  const text = state.text.toLowerCase();
  let count = 0;
  for (const body of bodies) {
    const has = (!state.flag || body.dataset.flags.split(" ").includes(state.flag))
      && (!text || `${body.rows[0].textContent} ${body.dataset.find ?? ""}`.toLowerCase().includes(text));
    body.hidden = !has;
    count += has;
  }
  document.getElementById("nothing").hidden = count > 0;
  document.getElementById("shown").textContent = state.flag || text ? `${count} of ${bodies.length} stories${list.parentElement.dataset.part !== undefined ? " on this page" : ""}` : "";
};
const remember = () => {
  const isPlain = !state.flag && state.order === select.options[0].value && state.down === null;
  replaceHash(isPlain ? "#stories" : `#stories/${state.flag || "all"}/${state.order}${state.down === null ? "" : state.down ? "/down" : "/up"}`);
};
for (const button of buttons) {
  button.addEventListener("click", () => { state.flag = button.dataset.flag; filter(); remember(); });
}
find?.addEventListener("input", () => { state.text = find.value; filter(); });
const search = (text) => { state.text = find.value = text; filter(); };
document.querySelector(".clear")?.addEventListener("click", () => { state.flag = ""; search(""); remember(); buttons[0].focus(); });
for (const link of all("a[data-find]")) link.addEventListener("click", () => { state.flag = "unsupported"; search(link.dataset.find); });

// A story is a <tbody> of two rows: its scores, and the texts that open below them.
const allButton = document.querySelector("button.all");
const opened = () => bodies.filter((body) => body.classList.contains("is-open"));
const told = () => {
  if (!allButton) return;
  const count = bodies.filter((body) => body.rows[1]).length;
  allButton.hidden = count === 0;
  allButton.textContent = opened().length === count ? "Close all" : `Open all ${count}`;
};
const show = (body, open) => {
  const row = body.rows[1];
  if (!row) return;
  row.hidden = !open;
  body.classList.toggle("is-open", open);
  body.querySelector("button.open").setAttribute("aria-expanded", String(open));
  if (open) for (const one of all("details.pane", row)) one.open = !narrow.matches;
  const goes = body.querySelector(".goes");
  for (const old of all("button", goes)) old.remove();
  for (const [sign, step, name] of open ? [["‹", -1, "story before"], ["›", 1, "next story"]] : []) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, ariaLabel: name });
    button.addEventListener("click", () => go(body, step));
    goes.append(" ", button);
  }
};
const go = (body, step) => {
  const shown = [...list.tBodies].filter((one) => !one.hidden && one.rows[1]);
  const to = shown[(shown.indexOf(body) + step + shown.length) % shown.length];
  show(body, false);
  reveal(to);
  to.querySelector(`.goes button:nth-of-type(${step < 0 ? 1 : 2})`)?.focus({ preventScroll: true });
};
const reveal = (body) => {
  body.hidden = false;
  show(body, true);
  replaceHash("#" + body.id);
  body.scrollIntoView({ block: "start", behavior: "instant" });
  told();
};
for (const body of bodies) {
  show(body, false);
  body.querySelector("button.open")?.addEventListener("click", () => {
    const open = body.rows[1].hidden;
    show(body, open);
    if (open) replaceHash("#" + body.id);
    else if (location.hash === "#" + body.id) replaceHash("#stories");
    told();
  });
}
allButton?.addEventListener("click", () => {
  const open = allButton.textContent !== "Close all";
  for (const body of bodies) show(body, open);
  told();
});
told();
const printAll = document.querySelector("button.print-all");
if (printAll) {
  printAll.hidden = !bodies.length;
  printAll.addEventListener("click", () => {
    const closed = bodies.filter((body) => !body.classList.contains("is-open"));
    for (const body of closed) show(body, true);
    addEventListener("afterprint", () => { for (const body of closed) show(body, false); told(); }, { once: true });
    print();
  });
}
const follow = () => {
  const [name, flag, order, way] = decodeURIComponent(location.hash.slice(1)).split("/");
  const body = bodies.find((one) => one.id === name);
  if (body) {
    state.flag = "";
    search("");
    if (body.rows[1]) reveal(body);
    else body.scrollIntoView({ block: "start" });
  } else if (list && name === "stories") {
    if (order !== undefined && all("option", select).some((one) => one.value === order)) {
      Object.assign(state, { order, down: way ? way === "down" : null });
      select.value = order;
      reorder();
    }
    if (flag !== undefined) state.flag = buttons.some((one) => one.dataset.flag === flag) ? flag : "";
    filter();
  }
};
addEventListener("hashchange", follow);
if (list) follow();
if (narrow.matches) for (const one of all(".side details")) one.open = false;

// While a mention of an entity or its button is hovered or focused, all mentions of the entity in its story are marked. A sentence
// of a summary marks the article sentence that it comes from; selecting it also scrolls the article to that sentence.
const pointed = { hover: null, focus: null };
const isOwn = (one) => one.classList.contains("s");
const light = () => {
  for (const one of all(".lit")) one.classList.remove("lit");
  for (const target of Object.values(pointed)) {
    const story = target?.closest("[data-story]");
    if (!story) continue;
    if (target.dataset.e !== undefined) {
      for (const one of all(`[data-e="${CSS.escape(target.dataset.e)}"]`, story)) one.classList.add("lit");
    }
    const sentence = target.closest(".s[data-s], .article [data-s]");
    if (!sentence) continue;
    const scope = isOwn(sentence) ? sentence.closest(".told") ?? story : story;
    const marked = [...all(`path[data-s="${CSS.escape(sentence.dataset.s)}"]`, scope), ...all(`.article [data-s="${CSS.escape(sentence.dataset.s)}"]`, story)];
    for (const one of marked) one.classList.add("lit");
    if (isOwn(sentence)) sentence.classList.add("lit");
    else for (const one of all(`.s[data-s="${CSS.escape(sentence.dataset.s)}"]`, story)) one.classList.add("lit");
  }
};
const point = (kind, target) => {
  const found = target?.closest?.("[data-e], [data-s]") ?? null;
  if (found === pointed[kind]) return;
  pointed[kind] = found;
  light();
};
const lead = (sentence) => {
  const story = sentence.closest("[data-story]");
  for (const old of all(".source", story)) old.remove();
  const source = story.querySelector(`.article [data-s="${CSS.escape(sentence.dataset.s ?? "")}"]`);
  if (!source) return;
  if (narrow.matches) {
    const copy = Object.assign(document.createElement("span"), { className: "source", textContent: source.textContent });
    sentence.append(copy);
    return;
  }
  const pane = source.closest(".text");
  pane.scrollTop += source.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
};
document.addEventListener("mouseover", (event) => point("hover", event.target));
document.addEventListener("mouseleave", () => point("hover", null));
document.addEventListener("focusin", (event) => {
  point("focus", event.target);
  const sentence = event.target.closest?.(".s");
  if (sentence) lead(sentence);
});
document.addEventListener("focusout", () => point("focus", null));

// The arrow keys go through the names of a sentence, and through the buttons of a list of names.
for (const chips of all("ul.chips")) for (const [at, button] of all("button", chips).entries()) button.tabIndex = at ? -1 : 0;
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const within = event.target.closest?.(".s, ul.chips");
  if (!within || (step === undefined && event.key !== "Escape") || event.altKey || event.ctrlKey || event.metaKey) return;
  const stops = within.matches(".s") ? [within, ...all("[data-e]", within)] : all("button", within);
  const to = event.key === "Escape" ? stops[0] : stops[(stops.indexOf(event.target) + step + stops.length) % stops.length];
  event.preventDefault();
  to.focus();
});
