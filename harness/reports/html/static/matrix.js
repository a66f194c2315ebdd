// The matrix as a grid: one cell takes part in the tab order, arrow keys move between the others.

let current = null; // the link that Tab leads to

const matrixLinks = () => [...el("matrix-table").querySelectorAll("td a")];
const nameOf = (link) => decodeURIComponent(link.getAttribute("href").slice(1));
const linkTo = (name) => matrixLinks().find((link) => nameOf(link) === name);
const rowsShown = () => [...el("matrix-table").tBodies[0].rows].filter((row) => !row.hidden);
const linkIn = (row, column) => row.cells[column]?.querySelector("a:not(.off)");

function filterMatrix() {
  const columns = run.columns.map((each) => !address.target.size || address.target.has(each.name));
  for (const row of el("matrix-table").rows)
    [...row.cells].slice(1).forEach((cell, index) => (cell.hidden = !columns[index]));
  for (const row of el("matrix-table").tBodies[0].rows) {
    let any = false;
    for (const link of row.querySelectorAll("a")) {
      const off = !shown.has(nameOf(link));
      link.classList.toggle("off", off);
      any ||= !off;
    }
    row.hidden = !any;
  }
  if (!current || current.classList.contains("off")) makeCurrent(matrixLinks().find((each) => !each.classList.contains("off")));
}

function makeCurrent(link) {
  if (current) current.tabIndex = -1;
  current = link || null;
  if (current) current.tabIndex = 0;
}

function focusCell(link) {
  if (!link) return;
  makeCurrent(link);
  link.focus();
  if (el("drawer").open && !modal()) openResult(nameOf(link), { focus: false });
}

function moveInMatrix(event) {
  const cell = event.target.closest("td");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = rowsShown();
  const at = rows.indexOf(cell.parentElement);
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  let found = null;
  if (step) {
    let [row, column] = [at + step[0], cell.cellIndex + step[1]];
    while (rows[row]?.cells[column] && column > 0 && !(found = linkIn(rows[row], column))) {
      row += step[0];
      column += step[1];
    }
  } else if (event.key === "Home" || event.key === "End") {
    const links = [...cell.parentElement.querySelectorAll("a:not(.off)")];
    found = event.key === "Home" ? links[0] : links.at(-1);
  } else if (event.key === "PageUp" || event.key === "PageDown") {
    const row = Math.min(rows.length - 1, Math.max(0, at + (event.key === "PageUp" ? -10 : 10)));
    found = linkIn(rows[row], cell.cellIndex) || rows[row].querySelector("a:not(.off)");
  } else return;
  event.preventDefault();
  focusCell(found);
}

/** Wide enough for its columns and no wider; where it fits, its head stays in sight while the page scrolls. */
function fitMatrix() {
  const table = el("matrix-table");
  const holder = table.parentElement;
  holder.classList.remove("fits");
  holder.classList.toggle("fits", table.scrollWidth <= holder.clientWidth);
}

function startMatrix() {
  el("matrix-table").style.maxWidth = `${420 + 180 * run.columns.length}px`;
  new ResizeObserver(fitMatrix).observe(document.body);
  for (const link of matrixLinks()) {
    link.tabIndex = -1;
    link.title = titleOf(results.get(nameOf(link)));
  }
  el("matrix-table").addEventListener("keydown", moveInMatrix);
  el("matrix-table").addEventListener("click", (event) => {
    const link = event.target.closest("td a");
    if (link) makeCurrent(link);
  });
  el("matrix-hint").hidden = false;
}
