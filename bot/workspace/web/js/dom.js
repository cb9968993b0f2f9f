// Building DOM nodes. Data only ever becomes text nodes and attributes, never markup.

const PROPERTIES = new Set(["value", "checked", "selected", "disabled", "hidden", "indeterminate"]);

/** Create an element: h("a", {class: "x", onclick: go}, "text", node, [more]). */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

export const byId = (id) => document.getElementById(id);

let serial = 0;
/** An id that no other node of this page has, for labels and aria references. */
export const freshId = (prefix) => `${prefix}-${(serial += 1)}`;

/** The address if following it is harmless, otherwise null. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to somewhere else; an address that could run script stays plain text. */
export function externalLink(address, label, attributes = {}) {
  const href = safeUrl(address);
  if (!href) return document.createTextNode(typeof label === "string" ? label : address);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...attributes }, label);
}
