// The box at the foot of a conversation: text, commands, mentions and files.

import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { fileBadge, readableSize } from "./files.js";
import { Hints, isBuiltIn } from "./hints.js";
import { icon } from "./icons.js";
import { globalShortcuts } from "./shortcuts.js";
import { emit, state } from "./state.js";

const TALLEST_PX = 220;

export class Composer {
  /** `place()` says where it writes: {channel, threadTs?, label}. */
  constructor(place, { inThread = false } = {}) {
    this.place = place;
    this.inThread = inThread;
    this.files = [];
    this.drafts = new Map();
    this.sent = Promise.resolve();
    this.textarea = h("textarea", {
      class: "composer-text",
      rows: 1,
      "data-testid": inThread ? "thread-composer" : "composer",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
      onclick: () => this.hints.refresh(),
    });
    this.hints = new Hints(this.textarea, inThread ? "thread-hints" : "hints");
    this.attachments = h("div", { class: "attachments", hidden: true });
    this.progress = h("progress", {
      max: 1,
      value: 0,
      hidden: true,
      "aria-label": "Upload progress",
    });
    this.problem = h("div", { class: "composer-problem", role: "alert" });
    this.fileInput = h("input", {
      type: "file",
      multiple: true,
      class: "visually-hidden",
      tabindex: -1,
      "aria-label": "Files to upload",
      "data-testid": inThread ? "thread-file-input" : "file-input",
      onchange: () => {
        this.addFiles(this.fileInput.files);
        this.fileInput.value = "";
      },
    });
    this.sendButton = h(
      "button",
      {
        type: "button",
        class: "send",
        "aria-label": "Send",
        title: "Send",
        "data-testid": inThread ? "thread-send" : "send",
        onclick: () => this.send(),
      },
      icon("send"),
    );
    const tool = (name, label, onclick) =>
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": label, title: label, onclick },
        icon(name),
      );
    this.node = h(
      "div",
      { class: "composer" },
      this.hints.node,
      this.problem,
      h(
        "div",
        { class: "composer-box" },
        this.textarea,
        this.attachments,
        this.progress,
        h(
          "div",
          { class: "composer-tools" },
          tool("plus", "Attach files", () => this.fileInput.click()),
          tool("at", "Mention someone", () => this.#insert("@")),
          !inThread && tool("slash", "Run a command", () => this.#insert("/")),
          !inThread && globalShortcuts(),
          this.fileInput,
          h(
            "span",
            { class: "composer-keys", "aria-hidden": "true" },
            h("b", {}, "Shift + Enter"),
            " for a new line",
          ),
          this.sendButton,
        ),
      ),
    );
  }

  /** Turn to another conversation; what was typed in the last one waits there. */
  turnTo(key) {
    if (this.key) this.drafts.set(this.key, { text: this.textarea.value, files: this.files });
    this.key = key;
    const draft = this.drafts.get(key) ?? { text: "", files: [] };
    this.files = draft.files;
    this.textarea.value = draft.text;
    const { label } = this.place();
    this.textarea.placeholder = label;
    this.textarea.setAttribute("aria-label", label);
    this.#explain("");
    this.#drawFiles();
    this.#typed();
    this.hints.close();
  }

  focus() {
    this.textarea.focus({ preventScroll: true });
  }

  addFiles(files) {
    this.files = [...this.files, ...files];
    this.#drawFiles();
    this.focus();
  }

  send() {
    const text = this.textarea.value.trim();
    if (!text && !this.files.length) return;
    this.hints.close();
    const sending = {
      key: this.key,
      place: { user: state.me.id, ...this.place() },
      text: this.textarea.value,
      files: this.files,
    };
    // Emptied at once, given back if it fails: typing on must not wait for the network.
    this.#clear();
    // One after the other, so that what was said first also arrives first.
    this.sent = this.sent.then(() => this.#deliver(sending));
  }

  async #deliver(sending) {
    const { place, files } = sending;
    const text = sending.text.trim();
    try {
      if (files.length) await this.#upload(place, text, files);
      else if (text.startsWith("/")) await this.#command(place, text);
      else await api.sendMessage({ ...target(place), text });
    } catch (error) {
      this.#giveBack(sending, error);
    } finally {
      this.progress.hidden = true;
      this.#typed();
    }
  }

  async #command(place, line) {
    const [command, ...rest] = line.split(/\s/);
    const text = rest.join(" ").trim();
    const { user, channel, threadTs } = place;
    if (this.inThread) {
      emit("notice", {
        channel,
        threadTs,
        text: `\`${command}\` is not supported in threads. Sorry!`,
      });
    } else if (isBuiltIn(command)) {
      await this.#channelCommand(place, command, text);
    } else {
      await api.runCommand({ user, channel, command, text });
    }
  }

  async #channelCommand({ user, channel }, command, text) {
    if (command === "/leave") {
      await api.changeChannel({ user, action: "leave", channel });
      return;
    }
    const wanted = text.replace(/^@/, "").toLowerCase();
    const invitee = [...state.users.values()].find((person) =>
      [person.name, person.real_name, person.id].some((name) => name?.toLowerCase() === wanted),
    );
    if (!invitee)
      throw new api.ApiError(
        wanted
          ? `There is nobody called “${wanted}” here.`
          : `Say whom, such as ${command} @maya.`,
      );
    const action = command === "/remove" ? "remove" : "invite";
    await api.changeChannel({ user, action, channel, invitee: invitee.id });
  }

  async #upload(place, comment, files) {
    this.progress.value = 0;
    this.progress.hidden = false;
    await api.upload(
      { ...target(place), comment },
      files,
      (share) => (this.progress.value = share),
    );
  }

  #clear() {
    this.files = [];
    this.textarea.value = "";
    this.#explain("");
    this.#drawFiles();
    this.#typed();
  }

  #giveBack({ key, text, files }, error) {
    if (this.key !== key) {
      this.drafts.set(key, { text, files });
      return;
    }
    if (!this.textarea.value) this.textarea.value = text;
    this.files = [...files, ...this.files];
    this.#drawFiles();
    this.#explain(error.message);
  }

  #explain(text) {
    this.problem.textContent = text;
  }

  #typed() {
    this.textarea.style.height = "auto";
    this.textarea.style.height = `${Math.min(this.textarea.scrollHeight, TALLEST_PX)}px`;
    this.sendButton.disabled = !this.textarea.value.trim() && !this.files.length;
    this.hints.refresh();
  }

  #key(event) {
    if (event.isComposing || this.hints.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  #paste(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.addFiles(event.clipboardData.files);
  }

  #insert(mark) {
    this.focus();
    if (mark === "/") {
      this.textarea.value = "/";
      this.textarea.setSelectionRange(1, 1);
    } else {
      const { value, selectionStart: at } = this.textarea;
      const spaced = at > 0 && !/\s/.test(value[at - 1]) ? ` ${mark}` : mark;
      this.textarea.setRangeText(spaced, at, this.textarea.selectionEnd, "end");
    }
    this.#typed();
  }

  #drawFiles() {
    this.attachments.hidden = !this.files.length;
    fill(
      this.attachments,
      this.files.map((file) =>
        h(
          "div",
          { class: "attachment", "data-testid": "attachment" },
          fileBadge(file.name),
          h("span", { class: "attachment-name", title: file.name }, file.name),
          h("small", {}, readableSize(file.size)),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": `Remove ${file.name}`,
              onclick: () => {
                this.files = this.files.filter((one) => one !== file);
                this.#drawFiles();
                this.#typed();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
    this.sendButton.disabled = !this.textarea.value.trim() && !this.files.length;
  }
}

function target({ user, channel, threadTs }) {
  return { user, channel, ...(threadTs ? { thread_ts: threadTs } : {}) };
}
