// Starting up, and sending what the server says to the parts of the page.

import { openStream } from "./api.js";
import { byId } from "./dom.js";
import { Conversation } from "./conversation.js";
import { Modals } from "./modal.js";
import { startSidebar } from "./sidebar.js";
import {
  appChannel,
  authorOf,
  channelName,
  emit,
  isMember,
  load,
  markUnread,
  on,
  state,
} from "./state.js";
import { ThreadPanel } from "./thread.js";

const ANNOUNCE_PAUSE_MS = 500;

const query = new URLSearchParams(location.search);
const banner = byId("banner");
let lost = false;

function drawBanner() {
  const text = lost
    ? "Connection lost. Reconnecting…"
    : state.botConnected
      ? ""
      : `${state.app.name} isn't connected. Commands will fail until it is back.`;
  banner.textContent = text;
  banner.hidden = !text;
}

function rememberPlace() {
  const address = new URL(location.href);
  address.searchParams.set("user", state.me.name);
  address.searchParams.set("channel", channelName(state.channels.get(state.current)));
  history.replaceState(null, "", address);
}

function firstChannel() {
  const channels = [...state.channels.values()];
  const asked = query.get("channel");
  return (
    channels.find((channel) => asked && [channel.id, channelName(channel)].includes(asked)) ??
    channels.find(
      (channel) => isMember(channel) && channel.members?.includes(state.app.bot_user_id),
    ) ??
    channels[0]
  );
}

let announcing = 0;
/** Say to screen readers who wrote; updates that follow fast are one announcement. */
function announce(message) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    byId("announcer").textContent = `${authorOf(message).name}: ${message.text || "shared a file"}`;
  }, ANNOUNCE_PAUSE_MS);
}

function noticeMessage({ channel, text, threadTs }) {
  const ts = (Date.now() / 1000).toFixed(6);
  return { ts, channel, text, subtype: "notice", ...(threadTs ? { thread_ts: threadTs } : {}) };
}

function start(conversation, thread, modals) {
  const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;
  const inChannel = (message) => !isReply(message) || message.subtype === "thread_broadcast";

  const place = (message, isNew) => {
    if (thread.shows(message)) thread.list.put(message);
    if (!inChannel(message)) return;
    const { list } = conversation;
    if (message.channel === state.current && (isNew || list.loading || list.has(message.ts)))
      conversation.put(message);
  };

  const notice = (detail) => {
    const message = noticeMessage(detail);
    if (isReply(message) && thread.shows(message)) thread.list.put(message);
    else conversation.notice(message);
    announce(message);
  };

  const frames = {
    message: ({ message }) => {
      place(message, true);
      const mine = message.user === state.me.id;
      if (message.channel !== state.current && !mine) markUnread(message.channel);
      if (!mine) announce(message);
    },
    message_changed: ({ message }) => {
      place(message, false);
      if (message.channel === state.current) announce(message);
    },
    message_deleted: ({ channel, ts }) => {
      if (channel === state.current) conversation.list.remove(ts);
      if (thread.open?.channel === channel) thread.list.remove(ts);
      if (thread.open?.channel === channel && thread.open.ts === ts) thread.close();
    },
    view_opened: ({ view }) => modals.opened(view),
    view_updated: ({ view }) => modals.updated(view),
    view_closed: ({ view_id: viewId, cleared }) => modals.closed(viewId, cleared),
    home: ({ view }) => conversation.tab === "home" && conversation.home.show(view),
    channels: async () => {
      await load(state.me.id);
      if (!state.channels.has(state.current)) await conversation.show(firstChannel().id);
      else conversation.drawFrame();
    },
    bot: ({ connected }) => {
      state.botConnected = connected;
      emit("unread");
      drawBanner();
    },
    notice,
  };

  on("notice", notice);
  on("open-channel", async (channelId) => {
    document.body.classList.remove("with-sidebar");
    if (thread.open && thread.open.channel !== channelId) thread.close();
    await conversation.show(channelId);
    rememberPlace();
  });
  on("open-thread", (message) => thread.show(message));
  on("thread-closed", () => conversation.composer.focus());
  on("toggle-sidebar", () => document.body.classList.toggle("with-sidebar"));
  byId("shade").addEventListener("click", () => document.body.classList.remove("with-sidebar"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.remove("with-sidebar");
  });

  openStream(
    state.me.id,
    (frame) => frames[frame.type]?.(frame),
    async (status) => {
      lost = status === "lost";
      drawBanner();
      if (status !== "reopened") return;
      await load(state.me.id);
      await Promise.all([conversation.reload(), thread.reload()]);
      drawBanner();
    },
  );
}

async function main() {
  startSidebar();
  await load(query.get("user"));
  const conversation = new Conversation();
  start(conversation, new ThreadPanel(), new Modals());
  await conversation.show((firstChannel() ?? appChannel()).id);
  rememberPlace();
  drawBanner();
  document.body.dataset.ready = "true";
}

main().catch((error) => {
  banner.textContent = error.message;
  banner.hidden = false;
});
