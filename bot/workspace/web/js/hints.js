// What the composer offers while typing: slash commands, and people to mention.

import { h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { avatar } from "./message.js";
import { authorOf, people, state } from "./state.js";

const BUILT_IN = [
  {
    command: "/invite",
    usage_hint: "@person",
    description: "Invite someone, or the app, to this channel",
  },
  { command: "/remove", usage_hint: "@person", description: "Take someone out of this channel" },
  { command: "/leave", usage_hint: "", description: "Leave this channel" },
];

export const isBuiltIn = (command) => BUILT_IN.some((one) => one.command === command);

const commandItem = ({ command, usage_hint: usage, description }) => ({
  label: [h("b", {}, command), " ", h("span", { class: "usage-hint" }, usage ?? "")],
  description,
  insert: `${command} `,
});

function commandItems(typed) {
  return [...state.commands, ...BUILT_IN]
    .filter(({ command }) => command.toLowerCase().startsWith(typed.toLowerCase()))
    .map(commandItem);
}

function mentionItems(typed) {
  const bot = state.users.get(state.app.bot_user_id) ?? {
    name: state.app.name,
    real_name: state.app.name,
  };
  const app = {
    label: [h("b", {}, state.app.name), " ", h("span", { class: "app-badge" }, "APP")],
    handle: bot.name,
    names: [state.app.name, bot.name],
    author: authorOf({ user: state.app.bot_user_id }),
  };
  const persons = people().map((user) => ({
    label: [h("b", {}, user.real_name), " ", h("span", { class: "muted" }, user.name)],
    handle: user.name,
    names: [user.name, user.real_name],
    author: authorOf({ user: user.id }),
  }));
  const wanted = typed.toLowerCase();
  const matches = ({ names }) =>
    names.some((name) =>
      name
        .toLowerCase()
        .split(" ")
        .some((word) => word.startsWith(wanted)),
    );
  return [app, ...persons]
    .filter(matches)
    .map(({ label, handle, author }) => ({ label, lead: avatar(author), insert: `@${handle} ` }));
}

/** What is being typed at the caret: {kind, typed, from, to}, or null. */
function wordAt(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) return { items: commandItems, typed: command[0], from: 0, to: caret };
  const mention = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (mention)
    return {
      items: mentionItems,
      typed: mention[1],
      from: caret - mention[1].length - 1,
      to: caret,
    };
  return null;
}

export class Hints {
  constructor(textarea, testId) {
    this.textarea = textarea;
    this.list = new Listbox({ label: "Suggestions", onPick: (item) => this.#complete(item) });
    this.list.ownedBy(textarea);
    this.node = h(
      "div",
      { class: "hints", hidden: true, "data-testid": testId },
      this.list.node,
      h(
        "div",
        { class: "hints-keys", "aria-hidden": "true" },
        "↑↓ to move · Tab or Enter to choose · Esc to close",
      ),
    );
    textarea.setAttribute("aria-autocomplete", "list");
    textarea.addEventListener("blur", () => this.close());
  }

  get open() {
    return !this.node.hidden;
  }

  close() {
    this.node.hidden = true;
    this.textarea.setAttribute("aria-expanded", "false");
    this.textarea.removeAttribute("aria-activedescendant");
  }

  /** Look at what is being typed now. */
  refresh() {
    const { value, selectionStart, selectionEnd } = this.textarea;
    this.word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    const items = this.word?.items(this.word.typed) ?? [];
    // A finished word has nothing left to complete: Enter should send it.
    const finished = items.length === 1 && items[0].insert.trim() === this.#written();
    if (!items.length || finished) {
      this.close();
      return;
    }
    this.node.hidden = false;
    this.textarea.setAttribute("aria-expanded", "true");
    this.list.show(items);
  }

  /** Handle a key; true when it was ours. */
  key(event) {
    if (!this.open) return false;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return true;
    }
    // A word typed out in full is sent by Enter, though longer ones begin the same.
    const exact =
      event.key === "Enter" &&
      this.list.items.some((item) => item.insert.trim() === this.#written());
    return exact ? false : this.list.key(event, ["Enter", "Tab"]);
  }

  /** The word as it stands in the box, its / or @ included. */
  #written() {
    return this.textarea.value.slice(this.word.from, this.word.to);
  }

  #complete(item) {
    const { from, to } = this.word;
    this.textarea.setRangeText(item.insert, from, to, "end");
    this.close();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
