// The main pane: one channel or direct message, with its messages and composer.

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { Composer } from "./composer.js";
import { acceptDrops } from "./drops.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { channelLabel, channelName, emit, isAppDm, isMember, markRead, state } from "./state.js";

export class Conversation {
  constructor() {
    this.head = h("header", { class: "pane-head" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "App" });
    this.scroller = h("div", {
      class: "scroller",
      id: "messages",
      role: "log",
      "aria-live": "off",
      tabindex: 0,
      "data-testid": "messages",
    });
    this.homePane = h("div", {
      class: "home",
      role: "tabpanel",
      "aria-label": "Home",
      hidden: true,
    });
    this.foot = h("div", { class: "foot" });
    fill(byId("main"), this.head, this.tabs, this.scroller, this.homePane, this.foot);
    this.list = new MessageList(this.scroller, { whenEmpty: () => this.#beginning() });
    this.home = new Home(this.homePane);
    this.notices = new Map();
    this.composer = new Composer(() => ({
      channel: state.current,
      label: `Message ${channelLabel(this.channel)}`,
    }));
    acceptDrops(
      byId("main"),
      () => this.composer,
      () => channelLabel(this.channel),
    );
  }

  get channel() {
    return state.channels.get(state.current);
  }

  async show(channelId) {
    state.current = channelId;
    markRead(channelId);
    emit("current");
    this.composer.turnTo(channelId);
    this.tab = "messages";
    this.drawFrame();
    if (isAppDm(this.channel)) api.openMessages(state.me.id);
    await this.reload();
    if (matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  /** Read the history again, for another conversation or after frames were missed. */
  async reload() {
    const wanted = state.current;
    await this.list.load(
      api
        .history(state.me.id, wanted)
        .then(({ messages }) => [...messages, ...(this.notices.get(wanted) ?? [])]),
    );
  }

  put(message) {
    this.list.put(message);
  }

  /** Keep a notice of the page's own among the messages until the page is left. */
  notice(message) {
    this.notices.set(message.channel, [...(this.notices.get(message.channel) ?? []), message]);
    if (message.channel === state.current) this.list.put(message);
  }

  drawFrame() {
    const { channel } = this;
    const count = channel.members?.length;
    fill(
      this.head,
      h(
        "button",
        {
          type: "button",
          class: "icon-button menu-button",
          "aria-label": "Show channels",
          onclick: () => emit("toggle-sidebar"),
        },
        icon("menu"),
      ),
      h(
        "h2",
        {},
        channel.is_im ? null : icon(channel.is_private ? "lock" : "hash"),
        channelName(channel),
        isAppDm(channel) && h("span", { class: "app-badge" }, "APP"),
      ),
      h(
        "span",
        { class: "topic", title: channel.topic },
        channel.topic || (isAppDm(channel) ? state.app.description : ""),
      ),
      !channel.is_im &&
        h("span", { class: "member-count", title: `${count} members` }, icon("people"), count),
    );
    this.#drawTabs();
    this.#drawFoot();
    document.title = `${channelLabel(channel)} · ${state.team.name}`;
  }

  #beginning() {
    const { channel } = this;
    const what = isAppDm(channel)
      ? `This is the beginning of your messages with ${state.app.name}. Only the two of you see them.`
      : `This is the beginning of ${channelLabel(channel)}.`;
    return h(
      "div",
      { class: "beginning" },
      h("h3", {}, channelLabel(channel)),
      h("p", {}, what),
      isAppDm(channel) && this.#starters(),
    );
  }

  /** What an agent offers to be asked; a click says it for the person. */
  #starters() {
    const { agent, prompts } = state.app;
    const ask = (message) => () =>
      api.sendMessage({ user: state.me.id, channel: state.current, text: message });
    return [
      agent && h("p", {}, agent),
      h(
        "div",
        { class: "starters", "data-testid": "starters" },
        prompts.map(({ title, message }) =>
          h("button", { type: "button", class: "button", onclick: ask(message) }, title),
        ),
      ),
    ];
  }

  #drawTabs() {
    const shown = isAppDm(this.channel) && state.app.home_enabled;
    this.tabs.hidden = !shown;
    const tab = (name, label) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          class: "tab",
          "aria-selected": String(this.tab === name),
          "data-testid": `tab-${name}`,
          onclick: () => this.turnTab(name),
        },
        label,
      );
    fill(this.tabs, tab("home", "Home"), tab("messages", "Messages"));
    const home = shown && this.tab === "home";
    this.homePane.hidden = !home;
    this.scroller.hidden = home;
    this.foot.hidden = home;
  }

  turnTab(name) {
    this.tab = name;
    this.#drawTabs();
    if (name === "home") this.home.open();
    else this.list.toBottom();
  }

  #drawFoot() {
    const { channel } = this;
    const joined = isMember(channel);
    // Put in again only when it changes: moving the composer would take its focus away.
    if (joined && this.foot.firstChild === this.composer.node) return;
    fill(this.foot, joined ? this.composer.node : this.#joinBar(channel));
  }

  #joinBar(channel) {
    const join = async () => {
      await api.changeChannel({ user: state.me.id, action: "join", channel: channel.id });
    };
    return h(
      "div",
      { class: "join-bar" },
      h("span", {}, "You're looking at ", h("b", {}, channelLabel(channel))),
      h("button", { type: "button", class: "button primary", onclick: join }, "Join channel"),
    );
  }
}
