// The `markdown` block: the standard Markdown that people and language models write.

import { externalLink, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { emojiNode } from "./mrkdwn.js";

const INLINE = [
  [/`([^`\n]+)`/, (found) => h("code", {}, found[1])],
  [/!?\[([^\]\n]*)\]\(([^)\s]+)\)/, (found) => externalLink(found[2], found[1] || found[2])],
  [
    /\*\*(\S(?:.*?\S)?)\*\*|(?<!\w)__(\S(?:.*?\S)?)__(?!\w)/,
    (found) => h("b", {}, inline(found[1] ?? found[2])),
  ],
  [
    /\*(\S(?:.*?\S)?)\*|(?<!\w)_(\S(?:.*?\S)?)_(?!\w)/,
    (found) => h("i", {}, inline(found[1] ?? found[2])),
  ],
  [/~~(\S(?:.*?\S)?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/https?:\/\/[^\s<>]+[^\s<>.,;:!?)]/, (found) => externalLink(found[0], found[0])],
  [/:([a-z0-9+_'-]+):/, (found) => (emoji(found[1]) ? emojiNode(found[1]) : found[0])],
];

function inline(text) {
  let first = null;
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(text);
    if (found && (!first || found.index < first.found.index)) first = { found, make };
  }
  if (!first) return [text.replace(/\\([\\`*_{}[\]()#+.!~|>-])/g, "$1")];
  const { found, make } = first;
  return [
    text.slice(0, found.index),
    make(found),
    ...inline(text.slice(found.index + found[0].length)),
  ];
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function alignments(rule) {
  return cells(rule).map((cell) =>
    /^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : "left",
  );
}

function table(lines) {
  const align = alignments(lines[1]);
  const row = (line, tag) =>
    h(
      "tr",
      {},
      cells(line).map((cell, at) =>
        h(tag, { style: `text-align:${align[at] ?? "left"}` }, inline(cell)),
      ),
    );
  return h(
    "div",
    { class: "table-scroll", "data-testid": "table", tabindex: 0 },
    h(
      "table",
      {},
      h("thead", {}, row(lines[0], "th")),
      h(
        "tbody",
        {},
        lines.slice(2).map((line) => row(line, "td")),
      ),
    ),
  );
}

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+/;

function list(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  return h(
    ordered ? "ol" : "ul",
    { start: ordered ? Number.parseInt(lines[0], 10) : null },
    lines.map((line) => {
      const depth = Math.floor(/^\s*/.exec(line)[0].length / 2);
      return h(
        "li",
        { style: depth ? `margin-left:${depth * 20}px` : null },
        inline(line.replace(ITEM, "")),
      );
    }),
  );
}

const ruled = (line) => line !== undefined && line.includes("-") && /^[\s|:-]+$/.test(line);

// Ordered: the first kind whose start matches takes lines as long as `more` agrees.
const KINDS = [
  { start: /^```/, fenced: true, make: (lines) => h("pre", {}, lines.slice(1).join("\n")) },
  {
    start: /^#{1,6}\s/,
    more: () => false,
    make: ([line]) =>
      h(
        "div",
        { class: "md-heading", role: "heading", "aria-level": 3 },
        inline(line.replace(/^#+\s+/, "")),
      ),
  },
  { start: /^(?:-{3,}|\*{3,}|_{3,})\s*$/, more: () => false, make: () => h("hr") },
  {
    start: /^>/,
    more: (line) => line.startsWith(">"),
    make: (lines) =>
      h(
        "blockquote",
        {},
        lines.map((line) => [...inline(line.replace(/^>\s?/, "")), h("br")]),
      ),
  },
  { start: ITEM, more: (line) => ITEM.test(line), make: list },
];

export function markdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    if (!lines[0].trim()) {
      lines.shift();
      continue;
    }
    if (lines[0].includes("|") && ruled(lines[1])) {
      nodes.push(table(takeWhile(lines, (line) => line.includes("|"))));
      continue;
    }
    const kind = KINDS.find(({ start }) => start.test(lines[0]));
    if (kind?.fenced) {
      const open = lines.shift();
      nodes.push(kind.make([open, ...takeWhile(lines, (line) => !line.startsWith("```"))]));
      lines.shift();
    } else if (kind) {
      nodes.push(kind.make([lines.shift(), ...takeWhile(lines, kind.more)]));
    } else {
      const own = [
        lines.shift(),
        ...takeWhile(lines, (line) => line.trim() && !KINDS.some(({ start }) => start.test(line))),
      ];
      nodes.push(h("p", {}, inline(own.join("\n"))));
    }
  }
  return h("div", { class: "markdown" }, nodes);
}

function takeWhile(lines, wanted) {
  const taken = [];
  while (lines.length && wanted(lines[0])) taken.push(lines.shift());
  return taken;
}
