// The panel beside the conversation that shows one thread.

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { Composer } from "./composer.js";
import { acceptDrops } from "./drops.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { channelLabel, emit, state } from "./state.js";

export class ThreadPanel {
  constructor() {
    this.node = byId("thread");
    this.open = null;
    this.subtitle = h("span", { class: "muted" });
    const scroller = h("div", {
      class: "scroller",
      role: "log",
      "aria-live": "off",
      "aria-label": "Thread",
    });
    this.composer = new Composer(
      () => ({ channel: this.open.channel, threadTs: this.open.ts, label: "Reply…" }),
      { inThread: true },
    );
    const close = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Close thread",
        onclick: () => this.close(),
      },
      icon("close"),
    );
    const joinable = h("div", { class: "thread-foot" }, this.composer.node);
    fill(
      this.node,
      h("header", { class: "pane-head" }, h("h2", {}, "Thread"), this.subtitle, close),
      scroller,
      joinable,
    );
    this.list = new MessageList(scroller, { inThread: true });
    acceptDrops(
      this.node,
      () => this.composer,
      () => "this thread",
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  async show(message) {
    const ts = message.thread_ts ?? message.ts;
    this.open = { channel: message.channel, ts };
    this.subtitle.textContent = channelLabel(state.channels.get(message.channel));
    this.node.hidden = false;
    document.body.classList.add("with-thread");
    this.composer.turnTo(`${message.channel}/${ts}`);
    this.composer.focus();
    await this.reload();
  }

  async reload() {
    if (!this.open) return;
    const { channel, ts } = this.open;
    await this.list.load(api.history(state.me.id, channel, ts).then(({ messages }) => messages));
  }

  close() {
    if (!this.open) return;
    this.open = null;
    this.node.hidden = true;
    document.body.classList.remove("with-thread");
    emit("thread-closed");
  }

  shows(message) {
    return (
      this.open?.channel === message.channel && this.open.ts === (message.thread_ts ?? message.ts)
    );
  }
}
