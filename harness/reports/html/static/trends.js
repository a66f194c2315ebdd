// What earlier runs said: all of them as bars, what is another than in the run before, and lines of numbers.

const TRENDS = { flash: "bytes", ram: "bytes", stack: "bytes", instructions: "", duration: "s" };
const MOST_CHANGES = 40;

const valueNow = (result, name) =>
  name === "duration" ? (result.boots?.length ? result.boots.at(-1).duration_s : undefined) : metricOf(result, name)?.value;

/** [earlier values..., the value now], null where there is none; null where nothing is known of earlier. */
function seriesOf(result, name) {
  const values = result.past?.values?.[name];
  return values ? [...values, valueNow(result, name) ?? null] : null;
}

function spark(values, { width = 64, height = 16 } = {}) {
  const known = values.map((value, index) => [index, value]).filter(([, value]) => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known.map(([, value]) => value));
  const span = Math.max(...known.map(([, value]) => value)) - low || 1;
  const x = (index) => 2 + ((width - 6) * index) / (values.length - 1);
  const y = (value) => height - 3 - ((height - 6) * (value - low)) / span;
  return s("svg", { class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    s("polyline", { points: known.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ") }),
    s("circle", { cx: x(known.at(-1)[0]), cy: y(known.at(-1)[1]), r: 2 }));
}

const sparkOf = (result, name) => {
  const values = seriesOf(result, name === "time" ? "duration" : name);
  return values ? spark(values) : null;
};

const runLabel = (each) =>
  `${new Date(each.started_at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC${each.commit ? `, commit ${each.commit}` : ""}`;

/** The history of one result, for the drawer. */
function trendsOf(result) {
  if (!result.past) return null;
  const boxes = [...result.past.verdicts, result.verdict].map((verdict, index) => h("span", {
    class: `past is-${verdict || "none"}`,
    title: `${index < run.earlier.length ? runLabel(run.earlier[index]) : "this run"}: ${verdict ? statuses.get(verdict).label : "not in it"}`,
  }));
  const before = result.past.verdicts.filter(Boolean);
  const same = [...before].reverse().findIndex((verdict) => verdict !== result.verdict);
  const told = same === 0 ? `was ${statuses.get(before.at(-1)).label} in the run before`
    : `${statuses.get(result.verdict).label} in ${same < 0 ? "all" : "the last"} ${(same < 0 ? before.length : same) + 1} runs`;
  const rows = Object.entries(TRENDS).flatMap(([name, unit]) => {
    const values = seriesOf(result, name);
    const known = values?.filter((value) => value !== null) || [];
    if (known.length < 2) return [];
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, spark(values, { width: 180, height: 26 })),
      h("td", { class: "dim" }, `${quantity(low, unit)} to ${quantity(high, unit)}`));
  });
  return h("div", { class: "trends" },
    h("h3", {}, "History"),
    h("p", { class: "pasts" }, h("span", { class: "boxes", "aria-hidden": "true" }, boxes), h("span", {}, ` ${told}`)),
    rows.length ? h("table", { class: "numbers" }, h("tbody", {}, rows)) : null);
}

/** Verdicts and numbers that differ from the last earlier run that had the binary; the greatest first. */
function changes() {
  return run.results.filter((result) => shown.has(result.name) && result.past).flatMap((result) => {
    const found = [];
    const was = result.past.verdicts.findLast(Boolean);
    if (was !== result.verdict)
      found.push({ result, weight: 1e6, name: "verdict", was: statuses.get(was).label, now: statuses.get(result.verdict).label, tone: result.verdict });
    for (const [name, unit] of Object.entries(TRENDS).slice(0, 4)) {
      const old = result.past.values?.[name]?.findLast((value) => value !== null);
      const now = valueNow(result, name);
      if (old === undefined || now === undefined || old === now) continue;
      const share = old ? (now - old) / old : 1;
      found.push({
        result, weight: Math.abs(share), name, was: quantity(old, unit), now: quantity(now, unit),
        by: `${now > old ? "+" : "−"}${quantity(Math.abs(now - old), unit)} (${share > 0 ? "+" : "−"}${Math.abs(100 * share).toFixed(1)} %)`,
      });
    }
    return found;
  }).sort((a, b) => b.weight - a.weight);
}

function changesTable() {
  const found = changes();
  if (!found.length) return h("p", { class: "hint" }, "Nothing is another than in the run before: neither a verdict nor a size nor a count of instructions.");
  const rows = found.slice(0, MOST_CHANGES).map(({ result, name, was, now, by, tone }) => h("tr", {},
    h("th", { scope: "row" }, h("a", { href: addressOf({ open: result.name }), "data-open": result.name }, result.binary)),
    h("td", {}, result.place), h("td", { class: "dim" }, name), h("td", { class: "num" }, was), h("td", { class: "dim" }, "→"),
    h("td", { class: tone ? `word is-${tone}` : "num" }, now), h("td", { class: "num" }, by || ""), h("td", {}, sparkOf(result, name))));
  return h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "What changed" },
    h("table", { class: "changes" }, h("caption", {}, "Since the run before"), h("tbody", {}, rows)),
    found.length > rows.length ? h("p", { class: "more" }, `… ${plural(found.length - rows.length, "more change")}`) : null);
}

/** One bar for each run, with the verdicts of the binaries that this page is about. */
function runBars() {
  const width = 26;
  const height = 96;
  const mine = run.results.filter((result) => shown.has(result.name));
  const order = [...run.statuses].reverse().map((status) => status.name);
  const bars = [...run.earlier, null].map((each, index) => {
    const tally = {};
    for (const result of mine) {
      const verdict = each ? result.past?.verdicts[index] : result.verdict;
      if (verdict) tally[verdict] = (tally[verdict] || 0) + 1;
    }
    let y = height;
    const parts = order.filter((name) => tally[name]).map((name) => {
      const part = Math.max(2, (height * tally[name]) / (mine.length || 1));
      y -= part;
      return s("rect", { class: `bar-part is-${name}`, x: index * width + 2, y, width: width - 4, height: part });
    });
    const told = Object.entries(tally).map(([name, number]) => `${number} ${statuses.get(name).label}`).join(", ");
    return s("g", {}, s("title", {}, `${each ? runLabel(each) : "this run"}\n${told || "none of these"}`), parts);
  });
  const count = run.earlier.length;
  const total = (count + 1) * width;
  return h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Verdicts of the last runs" },
    s("svg", { class: "chart", width: Math.max(total, 170), height: height + 20, role: "img", "aria-label": `Verdicts of ${plural(count, "earlier run")} and of this one` },
      bars, s("text", { x: 2, y: height + 15 }, new Date(run.earlier[0].started_at * 1000).toISOString().slice(0, 10)),
      s("text", { x: Math.max(total, 170) - 2, y: height + 15, "text-anchor": "end" }, "this run")));
}

function drawTrends() {
  const known = run.earlier.length > 0;
  el("history").hidden = !known;
  for (const link of document.querySelectorAll("nav a[href='#history']")) link.hidden = !known;
  if (known) el("history-body").replaceChildren(runBars(), changesTable());
}
