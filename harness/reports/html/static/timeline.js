// When which worker booted what. Where boots of one worker overlap (joined runs), they get lanes of their own.

const LANE = 22;
const GUTTER = 74;

function lanes() {
  const found = [];
  const boots = run.results.flatMap((result) => (result.boots || []).map((boot) => ({ result, boot })));
  boots.sort((a, b) => a.boot.at_s - b.boot.at_s);
  for (const each of boots) {
    const { worker, at_s: at, duration_s: duration } = each.boot;
    let lane = found.find((one) => one.worker === worker && one.end <= at + 0.002);
    if (!lane) found.push((lane = { worker, end: 0, busy: 0, boots: [] }));
    lane.end = at + duration;
    lane.busy += duration;
    lane.boots.push(each);
  }
  return found.sort((a, b) => (a.worker ?? 1e9) - (b.worker ?? 1e9));
}

/** Round numbers of seconds for about `wanted` ticks. */
function tickStep(span, wanted) {
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
}

const tickLabel = (at, step) => (at >= 120 ? `${Math.floor(at / 60)}:${String(Math.round(at % 60)).padStart(2, "0")}` : `${+at.toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0)} s`);

function drawTimeline() {
  const found = lanes();
  el("timeline").hidden = !found.length;
  if (!found.length) return;
  const width = Math.max(280, el("timeline-body").clientWidth);
  const height = found.length * LANE + 26;
  const end = Math.max(run.duration_s, ...found.map((lane) => lane.end), 0.001);
  const first = Math.max(0, Math.min(...found.map((lane) => lane.boots[0].boot.at_s)));
  const x = (at) => GUTTER + ((width - GUTTER - 8) * Math.max(0, at)) / end;
  const step = tickStep(end, width / 110);
  const ticks = [];
  for (let at = 0; at <= end * 1.0001; at += step)
    ticks.push(s("line", { x1: x(at), x2: x(at), y1: 0, y2: height - 20, class: "tick" }),
      s("text", { x: x(at), y: height - 6, "text-anchor": "middle" }, tickLabel(at, step)));
  const gap = x(first) - x(0) > 60 ? [
    s("rect", { x: x(0), y: 0, width: x(first) - x(0), height: height - 24, class: "planning" }),
    s("text", { x: (x(0) + x(first)) / 2, y: (height - 24) / 2 + 4, "text-anchor": "middle" }, "build, plan")] : [];
  const rows = found.map((lane, number) => {
    const y = number * LANE + 2;
    const name = lane.worker === undefined ? "boots" : `worker ${lane.worker + 1}`;
    return [
      s("text", { x: GUTTER - 8, y: y + 13, "text-anchor": "end" }, name),
      lane.boots.map(({ result, boot }) => s("rect", {
        x: x(boot.at_s), y, width: Math.max(1.5, x(boot.at_s + boot.duration_s) - x(boot.at_s) - 0.5), height: LANE - 5, rx: 2,
        class: `boot is-${result.boots.length > 1 ? boot.status : result.status}`, "data-boot": result.name,
      }, s("title", {}, `${titleOf(result)}\nfrom ${seconds(Math.max(0, boot.at_s))}, for ${seconds(boot.duration_s)}`))),
    ];
  });
  const busy = found.reduce((sum, lane) => sum + lane.busy, 0) / (found.length * (end - first) || 1);
  const slowest = found.flatMap((lane) => lane.boots).reduce((a, b) => (b.boot.duration_s > a.boot.duration_s ? b : a));
  const told = `${plural(found.length, "worker")}, busy ${Math.round(100 * busy)} % of the time after the first boot; ` +
    `the longest boot was ${slowest.result.binary} on ${slowest.result.place} with ${seconds(slowest.boot.duration_s)}.`;
  el("timeline-body").replaceChildren(
    h("p", { class: "hint" }, told),
    s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told, class: "chart" }, ticks, gap, rows.flat(2)));
}

function filterTimeline() {
  for (const rect of document.querySelectorAll("[data-boot]")) rect.classList.toggle("off", !shown.has(rect.dataset.boot));
}

function startTimeline() {
  drawTimeline();
  document.addEventListener("click", (event) => {
    const rect = event.target.closest("[data-boot]");
    if (rect) openResult(rect.dataset.boot);
  });
  let width = el("timeline-body").clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(el("timeline-body").clientWidth - width) < 2) return;
    width = el("timeline-body").clientWidth;
    drawTimeline();
    filterTimeline();
  }).observe(el("timeline-body"));
}
