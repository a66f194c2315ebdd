// What the page carries: deflated, in base64, in elements that no browser runs.

const unpacked = new Map();

async function unpack(name) {
  const text = document.getElementById(`data-${name}`).textContent;
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The bytes of a data element; each is unpacked once. */
function dataOf(name) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(name));
  return unpacked.get(name);
}

async function jsonOf(name) {
  return JSON.parse(new TextDecoder().decode(await dataOf(name)));
}
