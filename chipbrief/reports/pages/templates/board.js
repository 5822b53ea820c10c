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
