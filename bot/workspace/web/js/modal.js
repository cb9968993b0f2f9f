// Modals: a stack of views, the top one on show.

import * as api from "./api.js";
import { byId, fill, freshId, h } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { busy } from "./busy.js";
import { viewSurface } from "./home.js";
import { icon } from "./icons.js";
import { inputProblem } from "./inputs.js";
import { plainText } from "./mrkdwn.js";
import { Values } from "./scope.js";
import { state } from "./state.js";

const FOCUSABLE = "input, textarea, select, .select, .choices input";

export class Modals {
  constructor() {
    this.stack = [];
    this.dialog = byId("modal");
    this.dialog.addEventListener("cancel", (event) => {
      // A second Esc in a row can't be prevented: the dialog closes, and "close" follows.
      if (!event.cancelable) return;
      event.preventDefault();
      this.#close();
    });
    this.dialog.addEventListener("close", () => this.#close());
  }

  opened(view) {
    this.updatedOrNew(view);
    this.#focusFirst();
  }

  /** Put in a view, or its new content; what was typed stays where the block ids stay. */
  updatedOrNew(view) {
    const at = this.stack.findIndex((entry) => entry.view.id === view.id);
    const blockIds = new Set(view.blocks.map((block) => block.block_id));
    const values = at < 0 ? new Values(view.state?.values) : this.stack[at].values.only(blockIds);
    const entry = this.#draw(view, values);
    if (at < 0) this.stack.push(entry);
    else this.stack[at] = entry;
    this.#showTop();
  }

  updated(view) {
    if (this.stack.some((entry) => entry.view.id === view.id)) this.updatedOrNew(view);
  }

  closed(viewId, cleared) {
    this.stack = cleared ? [] : this.stack.filter((entry) => entry.view.id !== viewId);
    this.#showTop();
  }

  #showTop() {
    const top = this.stack.at(-1);
    if (!top) {
      if (this.dialog.open) this.dialog.close();
      fill(this.dialog);
      return;
    }
    if (!this.dialog.open) this.dialog.showModal();
    if (top.node.parentElement === this.dialog) return;
    const focused = document.activeElement?.dataset.actionId;
    fill(this.dialog, top.node);
    this.dialog.setAttribute("aria-labelledby", top.titleId);
    if (focused) top.node.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #focusFirst() {
    const node = this.stack.at(-1).node;
    (
      node.querySelector(".modal-body").querySelector(FOCUSABLE) ??
      node.querySelector(".modal-submit, .modal-close")
    )?.focus();
  }

  #draw(view, values) {
    const titleId = freshId("modal-title");
    const body = h(
      "div",
      { class: "modal-body" },
      renderBlocks(view.blocks, viewSurface(view, values)),
    );
    const problem = h("div", { class: "composer-problem", role: "alert" });
    const entry = { view, values, titleId, body, problem };
    for (const kind of ["input", "change"])
      body.addEventListener(kind, (event) => clearError(event.target.closest(".block")));
    const back =
      view.previous_view_id && this.stack.some((one) => one.view.id === view.previous_view_id);
    const submit =
      view.submit &&
      h(
        "button",
        { type: "submit", class: "button primary modal-submit", "data-testid": "modal-submit" },
        plainText(view.submit.text),
      );
    entry.node = h(
      "form",
      {
        class: "modal-form",
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit(entry, submit);
        },
      },
      h(
        "header",
        { class: "modal-head" },
        back &&
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Back",
              onclick: () => this.#close(),
            },
            icon("left"),
          ),
        h("h2", { id: titleId }, plainText(view.title?.text)),
        h(
          "button",
          {
            type: "button",
            class: "icon-button modal-cross",
            "aria-label": "Close",
            onclick: () => this.#close(),
          },
          icon("close"),
        ),
      ),
      body,
      h(
        "footer",
        { class: "modal-foot" },
        problem,
        h(
          "button",
          { type: "button", class: "button modal-close", onclick: () => this.#close() },
          plainText(view.close?.text ?? (submit ? "Cancel" : "Close")),
        ),
        submit,
      ),
    );
    return entry;
  }

  async #submit(entry, button) {
    if (!button || button.getAttribute("aria-busy")) return;
    entry.problem.textContent = "";
    const problems = {};
    for (const block of entry.view.blocks.filter((one) => one.type === "input")) {
      const problem = inputProblem(
        block,
        entry.values.get(block.block_id, block.element.action_id),
      );
      if (problem) problems[block.block_id] = problem;
    }
    if (!showErrors(entry, problems)) return;
    await busy(button, async () => {
      try {
        const answer = await api.submitView({
          user: state.me.id,
          view_id: entry.view.id,
          values: entry.values.byBlock,
        });
        if (!answer.ok) showErrors(entry, answer.errors);
      } catch (error) {
        entry.problem.textContent = error.message;
      }
    });
  }

  async #close() {
    const top = this.stack.at(-1);
    if (!top) return;
    this.closed(top.view.id, false);
    await api.closeView({ user: state.me.id, view_id: top.view.id }).catch(() => null);
  }
}

function clearError(block) {
  const place = block?.querySelector(".field-error");
  if (!place?.textContent) return;
  place.textContent = "";
  block.querySelector("[data-action-id]").removeAttribute("aria-invalid");
}

/** Put errors under their fields, focus the first; true when there are none. */
function showErrors(entry, errors) {
  let first = null;
  for (const block of entry.body.querySelectorAll(".block")) {
    const text = errors[block.dataset.blockId] ?? "";
    const place = block.querySelector(".field-error");
    if (!place) continue;
    place.textContent = text;
    const field = block.querySelector("[data-action-id]");
    field?.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) first ??= field;
  }
  first?.focus();
  return Object.keys(errors).length === 0;
}
