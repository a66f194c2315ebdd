// What is shown lives in the address: #<result or section>?verdict=failed&target=a,b&suite=s&q=text&line=12

const address = { open: "", verdict: new Set(), target: new Set(), suite: new Set(), q: "", line: "", boot: "" };
const LISTS = ["verdict", "target", "suite"];
const TEXTS = ["q", "line", "boot"];

function readAddress() {
  const [open, query = ""] = splitOnce(location.hash.slice(1), "?");
  const params = new URLSearchParams(query);
  try {
    address.open = decodeURIComponent(open);
  } catch {
    address.open = open;
  }
  for (const name of LISTS) address[name] = new Set((params.get(name) || "").split(",").filter(Boolean));
  for (const name of TEXTS) address[name] = params.get(name) || "";
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function addressOf(changes = {}) {
  const next = { ...address, ...changes };
  const params = new URLSearchParams();
  for (const name of LISTS) if (next[name].size) params.set(name, [...next[name]].join(","));
  for (const name of TEXTS) if (next[name]) params.set(name, next[name]);
  const query = String(params).replaceAll("%2C", ",").replaceAll("%2F", "/");
  return `#${encodeURI(next.open)}${query ? `?${query}` : ""}`;
}

/** Change the address; `push` makes a step that the Back button undoes. */
function setAddress(changes, { push = false } = {}) {
  const next = addressOf(changes);
  Object.assign(address, changes);
  if (next !== (location.hash || "#")) {
    const plain = next === "#" ? location.pathname + location.search : next;
    history[push ? "pushState" : "replaceState"](null, "", plain);
  }
}
