// Small helpers. Text becomes text nodes only, so nothing that firmware printed is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fillIn(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function h(tag, attributes = {}, ...children) {
  return fillIn(document.createElement(tag), attributes, children);
}

function s(tag, attributes = {}, ...children) {
  return fillIn(document.createElementNS(SVG, tag), attributes, children);
}

const el = (id) => document.getElementById(id);

function seconds(value) {
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A metric's value for people: sizes in bytes or KB, times, plain numbers. */
function quantity(value, unit) {
  if (unit === "s") return seconds(value);
  if (unit !== "bytes") return WHOLE.format(value);
  return value < 10240 ? `${WHOLE.format(value)} B` : `${(value / 1024).toFixed(value < 1048576 ? 1 : 0)} KB`;
}

const plural = (number, word, many) => `${WHOLE.format(number)} ${number === 1 ? word : many || `${word}s`}`;

/** A button that copies; where the browser forbids that, the text is selected instead. */
async function copy(button, text, source) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function rerunLine(command) {
  const code = h("code", {}, command);
  return h("span", { class: "rerun" }, code, h("button", { type: "button", class: "copy", "data-copy": "" }, "Copy"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button, button.previousElementSibling.textContent, button.previousElementSibling);
});
