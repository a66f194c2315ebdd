// One result in full: its card, cases, numbers, boots and log. Beside the page where there is room for both.

const WIDE = matchMedia("(min-width: 1200px)");
let cards = null; // those that are not in the page itself
let opened = 0; // counts, so that a slow answer does not overtake a later one
let returnTo = null;

const modal = () => el("drawer").matches(":modal");

function titleOf(result) {
  const status = statuses.get(result.status).label;
  const cases = result.cases ? `, ${plural(result.cases.length + (result.cases_left_out || 0), "case")}` : "";
  return `${result.binary} on ${result.place}: ${status}${cases}, ${seconds(result.duration_s || 0)}\n${result.reason}`;
}

async function cardOf(result) {
  const there = document.querySelector(`main .card[data-result="${CSS.escape(result.name)}"]`);
  let card = there?.cloneNode(true);
  if (!card && result.carded !== false) {
    cards ??= await jsonOf("cards");
    const holder = document.createElement("template");
    holder.innerHTML = cards[result.name]; // made by the renderer, which escapes what is not its own
    card = holder.content.firstElementChild;
  }
  card ??= h("article", { class: `card is-${result.status}` },
    h("header", {},
      h("span", { class: `badge is-${result.status}` }, statuses.get(result.status).label),
      h("h3", {}, result.binary), h("span", { class: "place" }, result.place),
      h("span", { class: "facts" }, [result.simulator, seconds(result.duration_s || 0)].filter(Boolean).join(" · "))),
    h("p", { class: "reason" }, result.reason),
    (result.remarks || []).map((each) => h("p", { class: "remark" }, each)),
    result.rerun ? h("footer", {}, rerunLine(result.rerun)) : null);
  for (const attribute of ["id", "data-result", "tabindex"]) card.removeAttribute(attribute);
  for (const each of card.querySelectorAll(".log-link, .details")) each.remove();
  card.classList.remove("off");
  const title = card.querySelector("h3");
  title.replaceWith(h("h2", { id: "drawer-title", tabindex: "-1" }, title.textContent));
  return card;
}

function casesOf(result) {
  if (!result.cases?.length) return null;
  const rows = result.cases.map((each) => {
    const status = each.status || "passed";
    return h("tr", {},
      h("td", {}, h("span", { class: `word is-${status}` }, statuses.get(status).label)),
      h("th", { scope: "row" },
        h("button", { type: "button", class: "plain", title: "Show it in the log", onclick: () => goToLine(lineOfCase(each.name)) }, each.name),
        each.place ? h("code", { class: "at" }, ` ${each.place}`) : null,
        status !== "passed" && each.said ? h("div", { class: "said" }, each.said) : null),
      h("td", { class: "num" }, each.duration_s === undefined ? "" : seconds(each.duration_s)));
  });
  const more = result.cases_left_out ? h("p", { class: "more" }, `… ${plural(result.cases_left_out, "more case")}`) : null;
  return h("section", {}, h("h3", {}, `Cases `, h("span", { class: "number" }, rows.length + (result.cases_left_out || 0))),
    h("table", { class: "cases" }, h("tbody", {}, rows)), more);
}

function numbersOf(result) {
  if (!result.metrics?.length) return null;
  const rows = result.metrics.map((metric) =>
    h("tr", {},
      h("th", { scope: "row" }, metric.name.replaceAll("_", " ")),
      h("td", { class: "num" }, quantity(metric.value, metric.unit)),
      h("td", {}, metric.limit ? meter(metric) : null),
      h("td", { class: "dim" }, metric.limit ? `of ${quantity(metric.limit, metric.unit)}` : ""),
      h("td", { class: "dim" }, metric.source)));
  return h("section", {}, h("h3", {}, "Numbers"), h("table", { class: "numbers" }, h("tbody", {}, rows)));
}

function bootsOf(result) {
  const boots = result.boots || [];
  if (!boots.length) return h("section", {}, h("h3", {}, "Log"), h("p", { class: "hint" }, "It was never booted."));
  const number = Math.min(boots.length, Number(address.boot) || boots.length) - 1;
  const tabs = boots.length < 2 ? null : h("div", { class: "tabs", role: "group", "aria-label": "Attempt" },
    boots.map((boot, index) => h("button", {
      type: "button", "aria-pressed": String(index === number),
      onclick: () => openResult(result.name, { boot: String(index + 1), line: "" }),
    }, `Attempt ${index + 1}: `, statuses.get(boot.status).label)));
  const boot = boots[number];
  const worker = boot.worker === undefined ? "" : `, worker ${boot.worker + 1}`;
  const holder = h("div", { class: "log-holder", tabindex: "0", role: "region", "aria-label": "Console log" });
  const file = boot.href ? h("a", { href: boot.href }, boot.file) : h("code", {}, boot.file || "");
  return h("section", {}, h("h3", {}, "Log"), tabs,
    h("p", { class: "hint" }, `${boot.ended.join(", ")}${worker}`), boot.file ? h("p", { class: "hint" }, file) : null, holder);
}

function neighbour(step) {
  const names = rowsShown().flatMap((row) => [...row.querySelectorAll("a:not(.off)")].filter((link) => !link.closest("td").hidden).map(nameOf));
  const at = names.indexOf(address.open);
  return at < 0 ? names[0] : names[(at + step + names.length) % names.length];
}

function step(by) {
  const name = neighbour(by);
  if (name) openResult(name, { focus: false, push: false });
}

async function openResult(name, { line = "", boot = "", focus = true, push = true } = {}) {
  const result = results.get(name);
  if (!result) return;
  const mine = ++opened;
  const drawer = el("drawer");
  if (!drawer.open) returnTo = document.activeElement;
  setAddress({ open: name, line, boot }, { push: push && !drawer.open });
  const card = await cardOf(result);
  if (mine !== opened) return;
  const bar = h("div", { class: "drawer-bar" },
    h("button", { type: "button", onclick: () => step(-1), title: "Previous result (k)" }, "↑ Previous"),
    h("button", { type: "button", onclick: () => step(1), title: "Next result (j)" }, "↓ Next"),
    h("button", { type: "button", class: "close", onclick: closeDrawer, title: "Close (Esc)" }, "Close ✕"));
  drawer.replaceChildren(bar, h("div", { class: "drawer-body" }, card, casesOf(result), numbersOf(result), trendsOf(result), bootsOf(result)));
  const before = document.activeElement;
  if (!drawer.open) WIDE.matches ? drawer.show() : drawer.showModal();
  document.body.classList.toggle("with-drawer", !modal());
  if (focus || modal()) el("drawer-title").focus();
  else before?.focus();
  for (const link of matrixLinks()) link.toggleAttribute("aria-current", nameOf(link) === name);
  drawer.scrollTop = 0;
  if (!result.boots?.length) return;
  const number = Math.min(result.boots.length, Number(address.boot) || result.boots.length) - 1;
  const view = await logView(result, number);
  if (mine !== opened) return;
  drawer.querySelector(".log-holder").replaceChildren(view);
  showLine(address.line);
}

function goToLine(label) {
  if (!label) return;
  setAddress({ line: label });
  showLine(label);
}

function closeDrawer() {
  opened++;
  const drawer = el("drawer");
  if (drawer.open) drawer.close();
  document.body.classList.remove("with-drawer");
  for (const link of matrixLinks()) link.removeAttribute("aria-current");
  setAddress({ open: "", line: "", boot: "" });
  const there = linkTo(address.open) || returnTo;
  if (there?.isConnected && there !== document.body) there.focus({ preventScroll: true });
}

function startDrawer() {
  el("drawer").addEventListener("cancel", (event) => {
    event.preventDefault();
    closeDrawer();
  });
  el("drawer").addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-line]");
    if (!link) return;
    event.preventDefault();
    setAddress({ line: link.dataset.toLine });
    for (const row of el("drawer").querySelectorAll(".log .at")) row.classList.remove("at");
    link.parentElement.classList.add("at");
  });
  for (const card of document.querySelectorAll("main .card"))
    card.querySelector("footer").append(h("button", {
      type: "button", class: "details", onclick: () => openResult(card.dataset.result),
      "aria-label": `Cases and log of ${card.querySelector("h3").textContent} on ${card.querySelector(".place").textContent}`,
    }, "Cases and log"));
}
