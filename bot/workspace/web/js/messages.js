// One message as a row, and a list of them that changes in place.

import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { clock, dayDivider, dayKey, fromTs, fullMoment, looseMoment } from "./dates.js";
import { emoji } from "./emoji.js";
import { fileNode } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { Values } from "./scope.js";
import { authorOf, emit, mentionName, state } from "./state.js";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM_PX = 60;

export function avatar(author) {
  const initials = author.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return h("span", { class: `avatar${author.isApp ? " app" : ""}`, style: `background:${author.color}`, "aria-hidden": "true" }, initials);
}

function surfaceOf(message, values) {
  const place = { user: state.me.id, channel: message.channel, message_ts: message.ts };
  return {
    values,
    channel: message.channel,
    act: (blockId, action) => api.sendAction({ ...place, block_id: blockId, action, state: { values: values.byBlock } }),
    suggest: (query) => api.suggest({ ...place, ...query }),
  };
}

function threadLink(message) {
  if (!message.reply_count) return null;
  const count = message.reply_count;
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => emit("open-thread", message) },
    h("span", { class: "thread-count" }, `${count} ${count === 1 ? "reply" : "replies"}`),
    message.latest_reply && h("span", { class: "thread-last" }, `Last reply ${looseMoment(fromTs(message.latest_reply))}`),
  );
}

function content(message, values) {
  const hasBlocks = message.blocks?.length > 0;
  return h(
    "div",
    { class: "content" },
    hasBlocks ? renderBlocks(message.blocks, surfaceOf(message, values)) : message.text && h("div", { class: "text" }, mrkdwn(message.text)),
    message.attachments?.map((attachment) => legacyAttachment(attachment, message, values)),
    message.edited && h("span", { class: "edited" }, "(edited)"),
    message.files?.length > 0 && h("div", { class: "files" }, message.files.map(fileNode)),
    message.reactions?.length > 0 && h("div", { class: "reactions" }, message.reactions.map(reaction)),
  );
}

function legacyAttachment(attachment, message, values) {
  const body = attachment.blocks
    ? renderBlocks(attachment.blocks, surfaceOf(message, values))
    : h("div", { class: "text" }, mrkdwn(attachment.text ?? attachment.fallback));
  const color = /^[0-9a-f]{6}$/i.test(attachment.color ?? "") ? `#${attachment.color}` : attachment.color;
  const bar = CSS.supports("color", color ?? "") ? `border-color:${color}` : null;
  return h("div", { class: "legacy-attachment", style: bar }, body);
}

const reaction = ({ name, count, users }) =>
  h("span", { class: "reaction", title: users.map(mentionName).join(", ") }, emoji(name) ?? `:${name}:`, ` ${count}`);

const isPrivate = (message) => Boolean(message.is_ephemeral) || message.subtype === "notice";

function row(message, values, { inThread, dismiss }) {
  const author = authorOf(message);
  const moment = fromTs(message.ts);
  const secret = isPrivate(message);
  return h(
    "article",
    { class: `message${secret ? " private" : ""}`, "data-testid": "message", "data-ts": message.ts, "data-author": author.key, "aria-label": `${author.name}, ${clock(moment)}` },
    h("div", { class: "gutter" }, avatar(author), h("time", { class: "gutter-time", datetime: moment.toISOString() }, clock(moment).replace(/ [AP]M$/, ""))),
    h(
      "div",
      { class: "message-body" },
      secret && h("div", { class: "private-note" }, icon("eye"), "Only visible to you"),
      h(
        "div",
        { class: "message-head" },
        h("b", { class: "author" }, author.name),
        author.isApp && h("span", { class: "app-badge" }, "APP"),
        h("time", { class: "time", datetime: moment.toISOString(), title: fullMoment(moment) }, clock(moment)),
      ),
      content(message, values),
      !inThread && threadLink(message),
      secret && h("button", { type: "button", class: "link dismiss", onclick: dismiss }, "Dismiss message"),
    ),
    !inThread && !secret && h(
      "div",
      { class: "toolbar" },
      h("button", { type: "button", class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => emit("open-thread", message) }, icon("reply")),
    ),
  );
}

/** Two messages in a row by the same author, close in time, share one head. */
function continues(previous, message) {
  return (
    previous !== undefined &&
    authorOf(previous).key === authorOf(message).key &&
    isPrivate(previous) === isPrivate(message) &&
    message.ts - previous.ts < GROUP_SECONDS &&
    dayKey(fromTs(previous.ts)) === dayKey(fromTs(message.ts))
  );
}

export class MessageList {
  /**
   * Fill `scroller` with messages; `inThread` leaves out day lines and reply links.
   * `whenEmpty()` makes what stands there before the first message.
   */
  constructor(scroller, { inThread = false, whenEmpty = () => "" } = {}) {
    this.scroller = scroller;
    this.inThread = inThread;
    this.whenEmpty = whenEmpty;
    this.rows = h("div", { class: "rows" });
    this.entries = new Map();
    this.atBottom = true;
    scroller.replaceChildren(this.rows);
    let lastTop = 0;
    scroller.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = scroller;
      // Content that grows below is no reason to stop following; a person going up is.
      if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX) this.atBottom = true;
      else if (scrollTop < lastTop) this.atBottom = false;
      lastTop = scrollTop;
    });
    // Images and wrapped text grow after they were added.
    const follow = new ResizeObserver(() => this.atBottom && this.toBottom());
    follow.observe(this.rows);
    follow.observe(scroller);
  }

  toBottom() {
    this.atBottom = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  show(messages) {
    this.entries.clear();
    for (const message of messages) this.entries.set(message.ts, this.#entry(message));
    this.#arrange();
    this.toBottom();
  }

  has(ts) {
    return this.entries.has(ts);
  }

  put(message) {
    const known = this.entries.get(message.ts);
    const mine = message.user === state.me.id && !known;
    const values = known && new Values(known.values.byBlock);
    const focused = known?.row.contains(document.activeElement) && document.activeElement.dataset.actionId;
    const entry = this.#entry(message, values);
    this.#holdingStill(() => {
      this.entries.set(message.ts, entry);
      this.#arrange();
    });
    if (focused) entry.row.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    if (mine) this.toBottom();
  }

  remove(ts) {
    this.#holdingStill(() => {
      this.entries.delete(ts);
      this.#arrange();
    });
  }

  #entry(message, values = new Values()) {
    const dismiss = () => this.remove(message.ts);
    return { message, values, row: row(message, values, { inThread: this.inThread, dismiss }) };
  }

  /** Change rows without moving what the person is reading. */
  #holdingStill(change) {
    const top = this.scroller.getBoundingClientRect().top;
    const anchorTs = [...this.rows.children].find((node) => node.dataset.ts && node.getBoundingClientRect().bottom > top)?.dataset.ts;
    const at = (ts) => this.entries.get(ts)?.row.getBoundingClientRect().top;
    const before = anchorTs && at(anchorTs);
    const stick = this.atBottom;
    change();
    if (stick) this.toBottom();
    else if (anchorTs && this.entries.has(anchorTs)) this.scroller.scrollTop += at(anchorTs) - before;
  }

  #arrange() {
    const ordered = [...this.entries.values()].sort((a, b) => a.message.ts - b.message.ts);
    const replies = ordered.filter(({ message }) => !isPrivate(message)).length - 1;
    const wanted = [];
    ordered.forEach(({ message, row: node }, at) => {
      const previous = ordered[at - 1]?.message;
      const moment = fromTs(message.ts);
      const newDay = !previous || dayKey(fromTs(previous.ts)) !== dayKey(moment);
      if (newDay && !this.inThread) wanted.push(this.#dayLine(moment));
      const firstReply = this.inThread && at === 1;
      node.classList.toggle("compact", !firstReply && continues(previous, message));
      wanted.push(node);
      if (this.inThread && at === 0 && replies) wanted.push(repliesLine(replies));
    });
    if (wanted.length) reconcile(this.rows, wanted);
    else fill(this.rows, this.whenEmpty());
  }

  #dayLine(moment) {
    const key = dayKey(moment);
    const known = this.rows.querySelector(`[data-day="${key}"]`);
    if (known) return known;
    return h("div", { class: "day", "data-day": key, role: "separator" }, h("span", {}, dayDivider(moment)));
  }
}

const repliesLine = (count) =>
  h("div", { class: "replies-line" }, h("span", {}, `${count} ${count === 1 ? "reply" : "replies"}`));

/** Give `parent` exactly these children, moving only what has to move. */
function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}
