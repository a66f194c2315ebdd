// Starts everything once the data are there, and gives the keys their meaning.

let run = null;
const results = new Map();
const statuses = new Map();

const THEMES = ["system", "light", "dark"];

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  el("theme").textContent = `Theme: ${theme}`;
}

function storedTheme() {
  try {
    return THEMES.includes(localStorage.getItem("harness-theme")) ? localStorage.getItem("harness-theme") : "system";
  } catch {
    return "system"; // storage may be switched off
  }
}

function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "system") + 1) % THEMES.length];
  try {
    localStorage.setItem("harness-theme", theme);
  } catch {}
  setTheme(theme);
}

const typing = (target) => target.matches("input, textarea, select, [contenteditable]");

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") {
    const menu = document.querySelector(".menu[open]");
    if (menu) menu.open = false;
    else if (el("drawer").open) closeDrawer();
    else if (event.target === el("search") && address.q) changeFilter({ q: "" });
    else if (filtering() && !typing(event.target)) clearFilters();
    else event.target.blur?.();
    event.preventDefault();
  } else if (typing(event.target)) return;
  else if (event.key === "/" && !modal()) {
    event.preventDefault();
    el("search").focus();
    el("search").select();
  } else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
}

/** Show what the address asks for, after a load, Back, or a link. */
function follow() {
  readAddress();
  applyFilters();
  if (results.has(address.open))
    openResult(address.open, { line: address.line, boot: address.boot, push: false });
  else if (el("drawer").open) closeDrawer();
  else if (address.open) {
    const section = document.getElementById(address.open);
    address.open = "";
    section?.scrollIntoView();
  }
}

function onLink(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const name = link.dataset.open || decodeURIComponent(link.getAttribute("href").slice(1));
  if (!results.has(name)) return;
  event.preventDefault();
  openResult(name);
}

async function start() {
  setTheme(storedTheme());
  el("theme").addEventListener("click", nextTheme);
  el("theme").hidden = false;
  run = await jsonOf("run");
  run.logs = await jsonOf("logs");
  for (const status of run.statuses) statuses.set(status.name, status);
  for (const result of run.results) {
    result.columnName = run.columns[result.column].name;
    results.set(result.name, result);
  }
  startFilters();
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar-height", `${el("bar").offsetHeight}px`);
  }).observe(el("bar"));
  startMatrix();
  startDrawer();
  startBarcodes();
  startTimeline();
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onLink);
  addEventListener("popstate", follow);
  follow();
  document.documentElement.dataset.ready = "";
}

start();
