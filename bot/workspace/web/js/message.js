// One message as a row: who, when, what, and what can be done with it.

import * as api from "./api.js";
import { h } from "./dom.js";
import { busy } from "./busy.js";
import { renderBlocks } from "./blocks.js";
import { clock, fromTs, fullMoment, looseMoment } from "./dates.js";
import { emoji } from "./emoji.js";
import { fileNode } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { messageShortcuts } from "./shortcuts.js";
import { authorOf, emit, mentionName, state } from "./state.js";

export function avatar(author) {
  const initials = author.name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return h(
    "span",
    {
      class: `avatar${author.isApp ? " app" : ""}`,
      style: `background:${author.color}`,
      "aria-hidden": "true",
    },
    initials,
  );
}

function surfaceOf(message, values) {
  const place = { user: state.me.id, channel: message.channel, message_ts: message.ts };
  return {
    values,
    channel: message.channel,
    act: (blockId, action) =>
      api.sendAction({ ...place, block_id: blockId, action, state: { values: values.byBlock } }),
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
    message.latest_reply &&
      h(
        "span",
        { class: "thread-last" },
        `Last reply ${looseMoment(fromTs(message.latest_reply))}`,
      ),
  );
}

/** What an agent does in the message's thread, and the button that stops it. */
function session({ session: known, channel, ts }) {
  if (known?.status !== "processing") return null;
  const what = known.title ? `: ${known.title}` : "…";
  const stop = ({ currentTarget }) =>
    busy(currentTarget, () => api.stopSession({ user: state.me.id, channel, thread_ts: ts }));
  return h(
    "div",
    { class: "session", "data-testid": "session" },
    h("span", { class: "session-dot", "aria-hidden": "true" }),
    `${state.app.name} is working${what}`,
    known.stoppable &&
      h("button", { type: "button", class: "button", onclick: stop }, "Stop the agent"),
  );
}

function content(message, values) {
  const hasBlocks = message.blocks?.length > 0;
  return h(
    "div",
    { class: "content" },
    hasBlocks
      ? renderBlocks(message.blocks, surfaceOf(message, values))
      : message.text && h("div", { class: "text" }, mrkdwn(message.text)),
    message.attachments?.map((attachment) => legacyAttachment(attachment, message, values)),
    message.edited && h("span", { class: "edited" }, "(edited)"),
    message.files?.length > 0 && h("div", { class: "files" }, message.files.map(fileNode)),
    message.reactions?.length > 0 &&
      h("div", { class: "reactions" }, message.reactions.map(reaction)),
  );
}

function legacyAttachment(attachment, message, values) {
  const body = attachment.blocks
    ? renderBlocks(attachment.blocks, surfaceOf(message, values))
    : h("div", { class: "text" }, mrkdwn(attachment.text ?? attachment.fallback));
  const color = /^[0-9a-f]{6}$/i.test(attachment.color ?? "")
    ? `#${attachment.color}`
    : attachment.color;
  const bar = CSS.supports("color", color ?? "") ? `border-color:${color}` : null;
  return h("div", { class: "legacy-attachment", style: bar }, body);
}

const reaction = ({ name, count, users }) =>
  h(
    "span",
    { class: "reaction", title: users.map(mentionName).join(", ") },
    emoji(name) ?? `:${name}:`,
    ` ${count}`,
  );

/** Whether only this person sees the message. */
export const isPrivate = (message) => Boolean(message.is_ephemeral) || message.subtype === "notice";

export function messageRow(message, values, { inThread, dismiss }) {
  const author = authorOf(message);
  const moment = fromTs(message.ts);
  const secret = isPrivate(message);
  return h(
    "article",
    {
      class: `message${secret ? " private" : ""}`,
      "data-testid": "message",
      "data-ts": message.ts,
      "data-author": author.key,
      "aria-label": `${author.name}, ${clock(moment)}`,
    },
    h(
      "div",
      { class: "gutter" },
      avatar(author),
      h(
        "time",
        { class: "gutter-time", datetime: moment.toISOString() },
        clock(moment).replace(/\s[AP]M$/, ""),
      ),
    ),
    h(
      "div",
      { class: "message-body" },
      secret && h("div", { class: "private-note" }, icon("eye"), "Only visible to you"),
      h(
        "div",
        { class: "message-head" },
        h("b", { class: "author" }, author.name),
        author.isApp && h("span", { class: "app-badge" }, "APP"),
        h(
          "time",
          { class: "time", datetime: moment.toISOString(), title: fullMoment(moment) },
          clock(moment),
        ),
      ),
      content(message, values),
      session(message),
      !inThread && threadLink(message),
      secret &&
        h("button", { type: "button", class: "link dismiss", onclick: dismiss }, "Dismiss message"),
    ),
    !inThread &&
      !secret &&
      h(
        "div",
        { class: "toolbar" },
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Reply in thread",
            title: "Reply in thread",
            onclick: () => emit("open-thread", message),
          },
          icon("reply"),
        ),
        messageShortcuts(message),
      ),
  );
}
