// What the page knows: who is here, which conversations there are, what is unread.

import * as api from "./api.js";

export const state = {
  me: null,
  team: { id: "", name: "" },
  app: null,
  users: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  botConnected: true,
  current: null,
  unread: new Map(),
};

const listeners = new Map();

export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

/** Load people, conversations and commands for one person (an id or a short name). */
export async function load(wanted) {
  let known = await api.bootstrap();
  const people = known.users.filter((user) => !user.is_bot);
  const me = people.find((user) => [user.id, user.name].includes(wanted)) ?? people[0];
  known = await api.bootstrap(me.id);
  state.me = known.users.find((user) => user.id === me.id);
  state.team = known.team;
  state.app = known.app;
  state.users = new Map(known.users.map((user) => [user.id, user]));
  state.channels = new Map(known.channels.map((channel) => [channel.id, channel]));
  state.commands = known.commands;
  state.shortcuts = known.shortcuts;
  state.botConnected = known.bot_connected;
  emit("known");
}

export const people = () => [...state.users.values()].filter((user) => !user.is_bot);

export const appChannel = () =>
  [...state.channels.values()].find((channel) => isAppDm(channel)) ?? null;

export const isAppDm = (channel) =>
  channel.is_im && channel.members.includes(state.app.bot_user_id);

export const isMember = (channel) => channel.is_im || channel.members.includes(state.me.id);

/** The name a conversation goes by, without a leading #. */
export function channelName(channel) {
  if (!channel.is_im) return channel.name;
  if (isAppDm(channel)) return state.app.name;
  const other = channel.members.find((member) => member !== state.me.id);
  if (!other) return `${state.me.real_name} (you)`;
  return state.users.get(other)?.real_name ?? "Direct message";
}

export const channelLabel = (channel) =>
  channel.is_im ? channelName(channel) : `#${channel.name}`;

/** The name a person or the app goes by in running text, without the @. */
export function mentionName(userId) {
  if (userId === state.app.bot_user_id) return state.app.name;
  const user = state.users.get(userId);
  return user ? user.real_name || user.name : userId;
}

/** Who wrote a message: {key, name, color, isApp}. */
export function authorOf(message) {
  if (message.subtype === "notice") {
    return { key: "notice", name: "Slackbot", color: "#611f69", isApp: false };
  }
  if (message.user === state.app.bot_user_id) {
    return { key: "app", name: message.username ?? state.app.name, color: "#1264a3", isApp: true };
  }
  const user = state.users.get(message.user);
  const color = user?.color ? `#${user.color.replace(/^#/, "")}` : "#616061";
  return {
    key: message.user,
    name: user?.real_name || user?.name || "Someone",
    color,
    isApp: false,
  };
}

export function markUnread(channelId) {
  state.unread.set(channelId, (state.unread.get(channelId) ?? 0) + 1);
  emit("unread");
}

export function markRead(channelId) {
  if (state.unread.delete(channelId)) emit("unread");
}
