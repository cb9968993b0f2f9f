// rich_text blocks: sections, lists, quotes and preformatted text with styled leaves.

import { externalLink, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcastMention, channelMention, dateText, emojiNode, userMention } from "./mrkdwn.js";

const STYLE_TAGS = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };

const LEAVES = {
  text: (leaf) => document.createTextNode(leaf.text),
  link: (leaf) => externalLink(leaf.url, leaf.text ?? leaf.url),
  user: (leaf) => userMention(leaf.user_id),
  channel: (leaf) => channelMention(leaf.channel_id),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  team: () => h("span", { class: "mention" }, "@team"),
  broadcast: (leaf) => broadcastMention(leaf.range),
  emoji: (leaf) =>
    emoji(leaf.name)
      ? emojiNode(leaf.name)
      : document.createTextNode(leaf.unicode ?? `:${leaf.name}:`),
  date: (leaf) => dateText(leaf.timestamp, leaf.format, leaf.fallback, leaf.url),
  color: (leaf) =>
    h(
      "code",
      {},
      h("span", { class: "swatch", style: `background:${CSS.escape(leaf.value)}` }),
      leaf.value,
    ),
};

function leafNode(leaf) {
  let node = LEAVES[leaf.type]?.(leaf) ?? document.createTextNode(leaf.text ?? "");
  for (const [style, tag] of Object.entries(STYLE_TAGS))
    if (leaf.style?.[style]) node = h(tag, {}, node);
  return node;
}

const leaves = (container) => (container.elements ?? []).map(leafNode);

const INDENT_PX = 26;

function list(container) {
  const ordered = container.style === "ordered";
  const depth = container.indent ?? 0;
  return h(
    ordered ? "ol" : "ul",
    {
      start: ordered ? (container.offset ?? 0) + 1 : null,
      style: `margin-left:${depth * INDENT_PX}px`,
      class: `depth-${depth % 3}${container.border ? " bordered" : ""}`,
    },
    (container.elements ?? []).map((item) => h("li", {}, leaves(item))),
  );
}

const CONTAINERS = {
  rich_text_section: (container) => h("div", {}, leaves(container)),
  rich_text_list: list,
  rich_text_quote: (container) => h("blockquote", {}, leaves(container)),
  rich_text_preformatted: (container) => h("pre", {}, leaves(container)),
};

export const richText = (block) =>
  h(
    "div",
    { class: "rich-text" },
    (block.elements ?? []).map((part) => CONTAINERS[part.type]?.(part)),
  );
