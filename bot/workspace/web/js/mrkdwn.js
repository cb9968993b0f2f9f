// Slack's mrkdwn and plain_text as DOM nodes.

import { externalLink, h } from "./dom.js";
import { formatTokens } from "./dates.js";
import { emoji } from "./emoji.js";
import { emit, mentionName, state } from "./state.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

// ---- the pieces in angle brackets ----

export function userMention(userId) {
  const mine = userId === state.me.id;
  return h(
    "span",
    { class: `mention${mine ? " mention-me" : ""}`, "data-user": userId },
    `@${mentionName(userId)}`,
  );
}

export function channelMention(channelId, label) {
  const channel = state.channels.get(channelId);
  const name = channel?.name ?? label ?? channelId;
  if (!channel) return h("span", { class: "mention" }, `#${name}`);
  return h(
    "button",
    { type: "button", class: "mention", onclick: () => emit("open-channel", channelId) },
    `#${name}`,
  );
}

export const broadcastMention = (range) =>
  h("span", { class: "mention mention-ping", "data-ping": range }, `@${range}`);

export function dateText(unixSeconds, pattern, fallback, link) {
  const text = formatTokens(unixSeconds, pattern) ?? fallback ?? pattern;
  const moment = new Date(Number(unixSeconds) * 1000);
  const iso = Number.isNaN(moment.getTime()) ? null : moment.toISOString();
  const time = h("time", { datetime: iso }, text);
  return link ? externalLink(link, time) : time;
}

function bracketed(inner) {
  const [target, ...rest] = inner.split("|");
  const label = rest.length ? unescape(rest.join("|")) : null;
  if (/^@[UW]/.test(target)) return userMention(target.slice(1));
  if (/^#C/.test(target)) return channelMention(target.slice(1), label);
  if (["!channel", "!here", "!everyone"].includes(target)) return broadcastMention(target.slice(1));
  if (target.startsWith("!date^")) {
    const [, moment, pattern, link] = target.split("^");
    return dateText(moment, unescape(pattern ?? ""), label, link && unescape(link));
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label ?? "@group");
  if (target.startsWith("!")) return document.createTextNode(label ?? `<${target.slice(1)}>`);
  const address = unescape(target);
  return externalLink(address, label ?? address.replace(/^mailto:/, ""));
}

/** What a bracketed piece reads as where nothing can be clicked, such as inside code. */
function bracketedText(inner) {
  const [target, ...rest] = inner.split("|");
  return rest.length && !target.startsWith("!date") ? rest.join("|") : target;
}

// ---- inline text ----

const EMOJI_NAME = /:([a-z0-9+_'-]+(?:::skin-tone-\d)?):/gy;
const BARE_URL = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]}*_~`]/gy;
// A mention, a special or an address with a scheme; anything else in brackets is just text.
const REFERENCE = "<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>\\n]*)>";
const BRACKET = new RegExp(REFERENCE, "giy");
const BRACKETS = new RegExp(REFERENCE, "gi");
const CODE = /`([^`\n]+)`/gy;
const STYLES = { "*": "b", _: "i", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where the run opened at `open` closes, or -1: same mark, same line, on a word's edge. */
function closingMark(text, open) {
  const mark = text[open];
  if (open > 0 && (WORD.test(text[open - 1]) || text[open - 1] === mark)) return -1;
  if (!text[open + 1] || /\s/.test(text[open + 1]) || text[open + 1] === mark) return -1;
  for (let at = open + 1; at < text.length && text[at] !== "\n"; at += 1) {
    const skipped =
      text[at] === "<"
        ? matchAt(BRACKET, text, at)
        : text[at] === "`"
          ? matchAt(CODE, text, at)
          : null;
    if (skipped) {
      at += skipped[0].length - 1;
      continue;
    }
    const closes = text[at] === mark && !/\s/.test(text[at - 1]) && text[at - 1] !== mark;
    const edge = !text[at + 1] || !(WORD.test(text[at + 1]) || text[at + 1] === mark);
    if (closes && edge) return at;
  }
  return -1;
}

function inline(text, linked) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  const push = (node, length) => {
    flush();
    nodes.push(node);
    return length;
  };
  const special = (at) => {
    const character = text[at];
    let found;
    if (character === "<" && (found = matchAt(BRACKET, text, at))) {
      return push(bracketed(found[1]), found[0].length);
    }
    if (character === "`" && (found = matchAt(CODE, text, at))) {
      return push(h("code", {}, codeText(found[1])), found[0].length);
    }
    if (character === ":" && (found = matchAt(EMOJI_NAME, text, at)) && emoji(found[1])) {
      return push(emojiNode(found[1]), found[0].length);
    }
    if (
      character === "h" &&
      linked &&
      !WORD.test(text[at - 1] ?? " ") &&
      (found = matchAt(BARE_URL, text, at))
    ) {
      const address = unescape(found[0]);
      return push(externalLink(address, address), found[0].length);
    }
    if (STYLES[character]) {
      const end = closingMark(text, at);
      if (end > 0) {
        return push(
          h(STYLES[character], {}, inline(text.slice(at + 1, end), linked)),
          end + 1 - at,
        );
      }
    }
    return 0;
  };
  for (let at = 0; at < text.length;) {
    const taken = special(at);
    if (!taken) plain += text[at];
    at += taken || 1;
  }
  flush();
  return nodes;
}

const codeText = (text) => unescape(text.replace(BRACKETS, (_, inner) => bracketedText(inner)));

export const emojiNode = (name) =>
  h(
    "span",
    { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` },
    emoji(name),
  );

// ---- blocks of text ----

const QUOTE = /^(?:>|&gt;) ?/;

function lines(text, linked) {
  const nodes = [];
  let run = [];
  let quoted = false;
  const flush = () => {
    if (!run.length) return;
    const content = inline(run.join("\n"), linked);
    nodes.push(quoted ? h("blockquote", {}, content) : h("span", {}, content));
    run = [];
  };
  for (const line of text.split("\n")) {
    const isQuote = QUOTE.test(line);
    if (isQuote !== quoted) flush();
    quoted = isQuote;
    run.push(isQuote ? line.replace(QUOTE, "") : line);
  }
  flush();
  return nodes;
}

/** Nodes for mrkdwn text; `linked` turns bare addresses into links (verbatim: false). */
export function mrkdwn(text, { linked = true } = {}) {
  const nodes = [];
  const pieces = String(text ?? "").split(/```([\s\S]+?)```/);
  pieces.forEach((piece, index) => {
    if (index % 2) {
      nodes.push(h("pre", {}, codeText(piece.replace(/^\n|\n$/g, ""))));
      return;
    }
    // A line break beside a code block belongs to the block's own edge.
    let outside = index > 0 ? piece.replace(/^\n/, "") : piece;
    if (index < pieces.length - 1) outside = outside.replace(/\n$/, "");
    if (outside) nodes.push(...lines(outside, linked));
  });
  return nodes;
}

/** Nodes for plain text: emoji names are drawn unless `withEmoji` is false, nothing else is. */
export function plainText(text, withEmoji = true) {
  if (!withEmoji) return [String(text ?? "")];
  return String(text ?? "")
    .split(/(:[a-z0-9+_'-]+:)/)
    .map((piece) => {
      const name = piece.slice(1, -1);
      return piece.startsWith(":") && emoji(name) ? emojiNode(name) : piece;
    });
}

/** Nodes for a text object, mrkdwn or plain_text. */
export function textObject(object) {
  if (!object) return [];
  return object.type === "mrkdwn"
    ? mrkdwn(object.text, { linked: !object.verbatim })
    : plainText(object.text, object.emoji !== false);
}
