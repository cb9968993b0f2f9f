// A list of messages that changes in place.

import { fill, h } from "./dom.js";
import { dayDivider, dayKey, fromTs } from "./dates.js";
import { isPrivate, messageRow } from "./message.js";
import { Values } from "./scope.js";
import { authorOf, state } from "./state.js";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM_PX = 60;

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
    this.meanwhile = null;
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

  /**
   * Show what a request brings. What is put or removed while it is on its way is newer than what
   * it brings, and waits to be done on top of that.
   */
  async load(request) {
    const meanwhile = (this.meanwhile = []);
    try {
      const messages = await request;
      if (this.meanwhile === meanwhile) this.show(messages);
    } finally {
      if (this.meanwhile === meanwhile) {
        this.meanwhile = null;
        for (const change of meanwhile) change();
      }
    }
  }

  get loading() {
    return this.meanwhile !== null;
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
    if (this.loading) {
      this.meanwhile.push(() => this.put(message));
      return;
    }
    const known = this.entries.get(message.ts);
    const mine = message.user === state.me.id && !known;
    const values = known && new Values(known.values.byBlock);
    const focused =
      known?.row.contains(document.activeElement) && document.activeElement.dataset.actionId;
    const entry = this.#entry(message, values);
    this.#holdingStill(() => {
      this.entries.set(message.ts, entry);
      this.#arrange();
    });
    if (focused)
      entry.row
        .querySelector(`[data-action-id="${CSS.escape(focused)}"]`)
        ?.focus({ preventScroll: true });
    if (mine) this.toBottom();
  }

  remove(ts) {
    if (this.loading) {
      this.meanwhile.push(() => this.remove(ts));
      return;
    }
    this.#holdingStill(() => {
      this.entries.delete(ts);
      this.#arrange();
    });
  }

  #entry(message, values = new Values()) {
    const dismiss = () => this.remove(message.ts);
    return {
      message,
      values,
      row: messageRow(message, values, { inThread: this.inThread, dismiss }),
    };
  }

  /** Change rows without moving what the person is reading. */
  #holdingStill(change) {
    const top = this.scroller.getBoundingClientRect().top;
    const anchorTs = [...this.rows.children].find(
      (node) => node.dataset.ts && node.getBoundingClientRect().bottom > top,
    )?.dataset.ts;
    const at = (ts) => this.entries.get(ts)?.row.getBoundingClientRect().top;
    const before = anchorTs && at(anchorTs);
    const stick = this.atBottom;
    change();
    if (stick) this.toBottom();
    else if (anchorTs && this.entries.has(anchorTs))
      this.scroller.scrollTop += at(anchorTs) - before;
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
    return h(
      "div",
      { class: "day", "data-day": key, role: "separator" },
      h("span", {}, dayDivider(moment)),
    );
  }
}

const repliesLine = (count) =>
  h(
    "div",
    { class: "replies-line" },
    h("span", {}, `${count} ${count === 1 ? "reply" : "replies"}`),
  );

/** Give `parent` exactly these children, moving only what has to move. */
function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}
