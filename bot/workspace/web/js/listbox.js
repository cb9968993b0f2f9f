// A list of choices driven by keys from some other element (a text box or a filter field).

import { fill, freshId, h } from "./dom.js";

export class Listbox {
  /** `onPick(item)` hears the choice; items are {label, description?, lead?, group?, selected?}. */
  constructor({ label, onPick, multiple = false }) {
    this.onPick = onPick;
    this.items = [];
    this.active = -1;
    this.node = h("div", {
      class: "listbox",
      role: "listbox",
      id: freshId("listbox"),
      "aria-label": label,
      "aria-multiselectable": multiple || null,
    });
  }

  show(items, emptyText) {
    this.items = items;
    let group = null;
    this.options = items.map((item) =>
      h(
        "div",
        {
          role: "option",
          id: freshId("option"),
          class: "option",
          "aria-selected": String(Boolean(item.selected)),
          // Keeps the focus where the keys are being read.
          onmousedown: (event) => event.preventDefault(),
          onclick: () => this.onPick(item),
        },
        item.lead,
        h(
          "span",
          { class: "option-text" },
          h("span", { class: "option-label" }, item.label),
          item.description && h("span", { class: "option-description" }, item.description),
        ),
      ),
    );
    fill(
      this.node,
      items.map((item, at) => {
        const heading =
          item.group &&
          item.group !== group &&
          h("div", { class: "option-group", role: "presentation" }, item.group);
        group = item.group;
        return [heading, this.options[at]];
      }),
    );
    if (!items.length && emptyText)
      this.node.append(h("div", { class: "option-empty" }, emptyText));
    this.#activate(
      items.length
        ? Math.max(
            0,
            items.findIndex((item) => item.selected),
          )
        : -1,
    );
  }

  #activate(at) {
    this.options[this.active]?.classList.remove("active");
    this.active = at;
    const option = this.options[at];
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    this.owner?.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  /** Let a focused element announce the active option. */
  ownedBy(element) {
    this.owner = element;
    element.setAttribute("aria-controls", this.node.id);
  }

  /** Handle a key; true when it was ours. `picks` are the keys that choose. */
  key(event, picks = ["Enter"]) {
    const count = this.items.length;
    if (!count) return false;
    if (event.key === "ArrowDown") this.#activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.#activate((this.active - 1 + count) % count);
    else if (picks.includes(event.key)) this.onPick(this.items[this.active]);
    else return false;
    event.preventDefault();
    return true;
  }
}
