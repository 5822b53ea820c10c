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
