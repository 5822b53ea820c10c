// Keep the chosen measure in the address. An address may also name a difference, `#rouge1_fmeasure-3`, on the panel of its measure.
const reopen = () => {
  const key = decodeURIComponent(location.hash.slice(1));
  openTab(key.replace(/-\d+$/, ""));
  if (/-\d+$/.test(key)) document.getElementById(key)?.scrollIntoView();
};
onTab((key) => history.replaceState(null, "", `#${key}`));
if (location.hash) reopen();
addEventListener("hashchange", reopen);
