// Which results are shown: verdict, target, suite, and words that are searched for.

let shown = new Set();

function haystack(result) {
  result.haystack ??= [
    result.binary, result.suite, result.place, result.status, result.reason,
    ...(result.cases || []).map((each) => each.name),
  ].join("\n").toLowerCase();
  return result.haystack;
}

function matches(result, words) {
  return (
    (!address.verdict.size || address.verdict.has(result.status)) &&
    (!address.target.size || address.target.has(result.columnName)) &&
    (!address.suite.size || address.suite.has(result.suite)) &&
    words.every((word) => haystack(result).includes(word))
  );
}

const filtering = () => Boolean(address.verdict.size || address.target.size || address.suite.size || address.q.trim());

function applyFilters() {
  const words = address.q.toLowerCase().split(/\s+/).filter(Boolean);
  shown = new Set(run.results.filter((each) => matches(each, words)).map((each) => each.name));
  showControls();
  filterCards();
  filterMatrix();
  filterTimeline();
  drawSizes();
  drawTrends();
}

function showControls() {
  for (const chip of document.querySelectorAll("[data-status]"))
    chip.setAttribute("aria-pressed", String(address.verdict.has(chip.dataset.status)));
  for (const box of document.querySelectorAll(".menu input"))
    box.checked = address[box.name].has(box.value);
  for (const [id, name, word] of [["target-menu", "target", "Targets"], ["suite-menu", "suite", "Suites"]])
    el(id).firstElementChild.textContent = address[name].size ? `${word}: ${address[name].size}` : word;
  if (el("search").value !== address.q) el("search").value = address.q;
  const total = run.results.length;
  el("shown").textContent = filtering() ? `${shown.size} of ${total} shown` : plural(total, "result");
  el("clear").hidden = !filtering();
}

/** A group is there while one of its members is; its card tells what all of them say. */
function filterCards() {
  for (const node of document.querySelectorAll("main [data-result]")) {
    const off = !shown.has(node.dataset.result);
    if (node.matches(".group > .card")) node.classList.toggle("off", off);
    else node.hidden = off;
  }
  const some = (node) => [...node.querySelectorAll("[data-result]")].some((each) => shown.has(each.dataset.result));
  for (const group of document.querySelectorAll(".group, .rest, .same")) group.hidden = !some(group);
  for (const section of document.querySelectorAll("section[data-number]")) {
    const all = [...section.querySelectorAll("[data-result]")];
    const number = all.filter((each) => shown.has(each.dataset.result)).length;
    section.hidden = !number;
    section.querySelector(".number").textContent = number < all.length ? `${number} of ${all.length}` : all.length;
  }
}

function toggled(set, value) {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function changeFilter(changes) {
  setAddress(changes);
  applyFilters();
}

function clearFilters() {
  changeFilter({ verdict: new Set(), target: new Set(), suite: new Set(), q: "" });
}

function menu(id, name, values) {
  const boxes = values.map(([value, label]) =>
    h("label", {}, h("input", {
      type: "checkbox", name, value,
      onchange: () => changeFilter({ [name]: toggled(address[name], value) }),
    }), ` ${label}`));
  el(id).lastElementChild.append(...boxes);
  el(id).hidden = values.length < 2;
}

function startFilters() {
  for (const chip of document.querySelectorAll("[data-status]"))
    chip.addEventListener("click", () => changeFilter({ verdict: toggled(address.verdict, chip.dataset.status) }));
  menu("target-menu", "target", run.columns.map((each) => [each.name, columnLabel(each)]));
  menu("suite-menu", "suite", [...new Set(run.results.map((each) => each.suite))].map((each) => [each, each]));
  el("search").addEventListener("input", () => changeFilter({ q: el("search").value }));
  el("clear").addEventListener("click", clearFilters);
  document.addEventListener("click", (event) => {
    for (const each of document.querySelectorAll(".menu[open]")) if (!each.contains(event.target)) each.open = false;
  });
  el("bar").hidden = false;
}
