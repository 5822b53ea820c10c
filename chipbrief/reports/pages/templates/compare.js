// Keep the chosen measure in the address.
const reopen = () => openTab(decodeURIComponent(location.hash.slice(1)));
onTab((key) => history.replaceState(null, "", `#${key}`));
reopen();
addEventListener("hashchange", reopen);
