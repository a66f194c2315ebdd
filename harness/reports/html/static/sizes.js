// Flash, RAM and stack against what the part has of them; instructions and time against the greatest.

const METRICS = [["flash", "Flash"], ["ram", "RAM"], ["stack", "Stack"], ["instructions", "Instructions"], ["time", "Time"]];
const MOST_ROWS = 25;
let sizesColumn = null;
let sizesSort = "ram";
let allRows = false;

const metricOf = (result, name) =>
  name === "time"
    ? result.boots?.length ? { name, value: result.duration_s, unit: "s", source: "host" } : undefined
    : result.metrics?.find((each) => each.name === name);

const columnLabel = (column) => (column.name !== column.target ? `${column.target} (${column.memory})` : column.target);

/** A bar from nothing to the limit; red where it is exceeded. */
function meter(metric, greatest = metric.limit) {
  const limit = metric.limit || greatest || 1;
  const share = metric.value / limit;
  const over = metric.limit && share > 1;
  const tone = over ? "over" : metric.limit && share > 0.9 ? "near" : metric.limit ? "fits" : "free";
  const scale = Math.max(1, share);
  return s("svg", { class: "meter", width: 110, height: 8, viewBox: "0 0 110 8", "aria-hidden": "true" },
    s("rect", { class: "track", width: 110, height: 8, rx: 2 }),
    s("rect", { class: tone, width: Math.max(1, (110 * share) / scale), height: 8, rx: 2 }),
    over ? s("rect", { class: "limit", x: 110 / scale - 1, width: 2, height: 8 }) : null);
}

/** For each target and memory, where all its binaries lie between nothing and the limit. */
function strips() {
  const width = Math.min(520, Math.max(220, el("sizes-body").clientWidth - 190));
  const rows = run.columns.flatMap((column, index) => {
    const mine = run.results.filter((each) => each.column === index && shown.has(each.name));
    return METRICS.slice(0, 3).flatMap(([name, label]) => {
      const found = mine.map((result) => ({ result, metric: metricOf(result, name) })).filter((each) => each.metric?.limit);
      if (!found.length) return [];
      const most = found.reduce((a, b) => (b.metric.value / b.metric.limit > a.metric.value / a.metric.limit ? b : a));
      const share = most.metric.value / most.metric.limit;
      const scale = Math.max(1, share);
      const x = (metric) => 2 + ((width - 4) * metric.value) / metric.limit / scale;
      const strip = s("svg", { width, height: 18, viewBox: `0 0 ${width} 18`, class: "strip", "aria-hidden": "true" },
        s("rect", { class: "track", y: 4, width, height: 10, rx: 3 }),
        scale > 1 ? s("rect", { class: "limit", x: width / scale - 1, width: 2, height: 18 }) : null,
        found.map(({ metric }) => s("rect", { class: metric.value > metric.limit ? "over" : metric.value > 0.9 * metric.limit ? "near" : "fits", x: x(metric) - 1.5, y: 2, width: 3, height: 14, rx: 1 })));
      return h("tr", {}, h("th", { scope: "row" }, name === "flash" ? columnLabel(column) : ""), h("td", { class: "dim" }, label),
        h("td", {}, strip),
        h("td", { class: share > 1 ? "num is-over" : "num" }, `${Math.round(100 * share)} %`),
        h("td", { class: "dim" }, `${quantity(most.metric.value, "bytes")} of ${quantity(most.metric.limit, "bytes")}, ${most.result.binary}`));
    });
  });
  return rows.length ? h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Fullest binaries of each target" },
    h("table", { class: "strips" },
      h("caption", {}, "Each mark is a binary; at the right end the part is full."), h("tbody", {}, rows))) : null;
}

function sizesTable(index) {
  const mine = run.results.filter((each) => each.column === index && shown.has(each.name));
  const present = METRICS.filter(([name]) => mine.some((each) => metricOf(each, name)));
  if (!present.some(([name]) => name === sizesSort)) sizesSort = present[0]?.[0] || "name";
  const key = (result) => (sizesSort === "name" ? 0 : metricOf(result, sizesSort)?.value ?? -1);
  const sorted = [...mine].sort((a, b) => key(b) - key(a) || a.binary.localeCompare(b.binary));
  const greatest = Object.fromEntries(present.map(([name]) => [name, Math.max(...mine.map((each) => metricOf(each, name)?.value || 0))]));
  const head = [["name", "Binary"], ...present].map(([name, label]) =>
    h("th", { scope: "col", "aria-sort": sizesSort === name ? (name === "name" ? "ascending" : "descending") : null },
      h("button", { type: "button", class: "plain", onclick: () => { sizesSort = name; drawSizes(); } }, label)));
  const rows = (allRows ? sorted : sorted.slice(0, MOST_ROWS)).map((result) => h("tr", {},
    h("th", { scope: "row" }, h("a", { href: addressOf({ open: result.name }), "data-open": result.name }, result.binary)),
    present.map(([name]) => {
      const metric = metricOf(result, name);
      return h("td", {}, metric ? [meter(metric, greatest[name]), h("span", { class: metric.limit && metric.value > metric.limit ? "num is-over" : "num" }, quantity(metric.value, metric.unit)), sparkOf(result, name)] : "");
    })));
  const more = sorted.length > MOST_ROWS && !allRows
    ? h("button", { type: "button", onclick: () => { allRows = true; drawSizes(); } }, `Show all ${sorted.length}`) : null;
  return h("div", {}, h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Sizes of binaries" },
    h("table", { class: "sizes" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows))), more);
}

function drawSizes() {
  const indexes = run.columns.map((_, index) => index).filter((index) => run.results.some((each) =>
    each.column === index && shown.has(each.name) && METRICS.some(([name]) => metricOf(each, name))));
  el("sizes").hidden = !indexes.length;
  if (!indexes.length) return;
  if (!indexes.includes(sizesColumn)) sizesColumn = indexes[0];
  const tabs = h("div", { class: "tabs", role: "group", "aria-label": "Target" }, indexes.map((index) => h("button", {
    type: "button", "aria-pressed": String(index === sizesColumn), onclick: () => { sizesColumn = index; drawSizes(); },
  }, columnLabel(run.columns[index]))));
  const kept = document.activeElement?.textContent;
  const inside = el("sizes-body").contains(document.activeElement);
  el("sizes-body").replaceChildren(...[strips(), tabs, sizesTable(sizesColumn)].filter(Boolean));
  if (inside) [...el("sizes-body").querySelectorAll("button")].find((each) => each.textContent === kept)?.focus();
}
