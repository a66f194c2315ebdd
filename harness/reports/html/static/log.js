// A console log with numbered lines. Behind a cut, lines are counted from the end: -1 is the last one.

const LEVELS = [
  ["bad", /\[ +FAILED +\]|: Failure$| failed at .+:\d+|SOME TESTS FAILED|\bFAIL\b|\bERROR\b|\berror:|[A-Z]\w*Fault\b|\bfatal\b|\bLockup\b|\babort\b/],
  ["warn", /\bWARN(ING)?\b|\bwarning:/],
  ["good", /^\[ +(OK|PASSED) +\]|ALL TESTS PASSED/],
  ["case", /^\[ RUN +\]|^Testing \w/],
  ["quiet", /^\[harness\]|\[(DEBUG|NOISY)\]/],
];

const levelOf = (text) => (LEVELS.find(([, pattern]) => pattern.test(text)) || [""])[0];

/** [[label, text], ...] with one [null, note] where lines were left out. */
async function logLines(log, file) {
  const bytes = await dataOf(`logs-${log.blob}`);
  const decode = (from, length) => new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\n$/, "").split("\n");
  const head = log.head_bytes ? decode(log.start, log.head_bytes) : [];
  const lines = head.map((text, index) => [String(index + 1), text]);
  if (!log.cut_bytes) return lines;
  const tail = decode(log.start + log.head_bytes, log.tail_bytes);
  return [
    ...lines,
    [null, `${WHOLE.format(log.cut_bytes)} bytes are left out here. The whole log: ${file}`],
    ...tail.map((text, index) => [String(index - tail.length), text]),
  ];
}

async function logView(result, number) {
  const boot = result.boots[number];
  const log = boot.log === undefined ? null : run.logs[boot.log];
  if (!log) return h("p", { class: "hint" }, "There is no log: it was never booted.");
  if (log.missing) return h("p", { class: "hint" }, `Not in this page: ${log.missing}. The whole log: ${boot.file}`);
  const lines = await logLines(log, boot.file);
  if (!lines.length || (lines.length === 1 && !lines[0][1])) return h("p", { class: "hint" }, "The console printed nothing.");
  const rows = lines.map(([label, text]) =>
    label === null
      ? h("li", { class: "cut" }, text)
      : h("li", { class: `level-${levelOf(text) || "plain"}`, "data-line": label },
          h("a", { href: addressOf({ open: result.name, line: label }), "data-to-line": label, "aria-label": `Line ${label}` }, label),
          h("code", {}, text || " ")));
  return h("ol", { class: "log" }, rows);
}

/** Mark the line of the address and bring it into view. */
function showLine(label) {
  for (const row of el("drawer").querySelectorAll(".log .at")) row.classList.remove("at");
  const row = label && el("drawer").querySelector(`.log [data-line="${CSS.escape(label)}"]`);
  if (!row) return;
  row.classList.add("at");
  row.scrollIntoView({ block: "center" });
}

/** The line where the case begins. */
function lineOfCase(name) {
  return [...el("drawer").querySelectorAll(".log .level-case")].find((row) => {
    const text = row.lastElementChild.textContent.trim();
    return text.endsWith(` ${name}`);
  })?.dataset.line;
}
