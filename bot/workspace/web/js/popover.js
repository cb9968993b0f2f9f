// A menu that opens beside a button: choices, optionally filtered or fetched while typing.

import { h } from "./dom.js";
import { Listbox } from "./listbox.js";

const GAP_PX = 4;
const EDGE_PX = 8;
const TYPING_PAUSE_MS = 200;
const FILTER_FROM = 8;

let openOne = null;

export const closeMenu = () => openOne?.close();

function place(panel, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + GAP_PX;
  const top = below + height + EDGE_PX > innerHeight ? at.top - height - GAP_PX : below;
  panel.style.top = `${Math.max(EDGE_PX, top)}px`;
  panel.style.left = `${Math.max(EDGE_PX, Math.min(at.left, innerWidth - width - EDGE_PX))}px`;
}

/**
 * Open a menu at `anchor`.
 *
 * `choices(query)` returns items, or a promise of them; `fetches` says that it asks the
 * app, so it waits for a pause in the typing. `onPick(item)` returns true to keep it open.
 */
export function openMenu(
  anchor,
  { label, choices, onPick, fetches = false, minQuery = 0, multiple = false },
) {
  closeMenu();
  const list = new Listbox({
    label,
    multiple,
    onPick: async (item) => {
      if (onPick(item)) refresh();
      else close();
    },
  });
  const filter = h("input", {
    type: "text",
    class: "menu-filter",
    placeholder: fetches ? "Type to search" : "Filter",
    "aria-label": `${label}: search`,
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "true",
  });
  const panel = h("div", { class: "menu", tabindex: -1 }, filter, list.node);
  list.ownedBy(filter);

  let asked = 0;
  const refresh = async () => {
    const query = filter.value.trim();
    const turn = (asked += 1);
    if (query.length < minQuery) {
      list.show([], `Type at least ${minQuery} letter${minQuery > 1 ? "s" : ""}`);
      return;
    }
    try {
      const items = await choices(query);
      if (turn === asked) list.show(items, "Nothing matches");
    } catch (error) {
      list.show([], error.message);
    }
    place(panel, anchor);
  };

  let pause = 0;
  filter.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(refresh, fetches ? TYPING_PAUSE_MS : 0);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else list.key(event);
  });

  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const close = (refocus = true) => {
    panel.remove();
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", dismiss);
    anchor.setAttribute("aria-expanded", "false");
    openOne = null;
    if (refocus) anchor.focus();
  };
  const dismiss = () => close(false);
  openOne = { close: dismiss, anchor };

  // Inside a dialog, or the dialog would cover it.
  (anchor.closest("dialog") ?? document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  addEventListener("resize", dismiss);

  const initial = fetches ? null : choices("");
  if (initial) list.show(initial, "Nothing to choose");
  else refresh();
  const short = initial && initial.length < FILTER_FROM;
  filter.classList.toggle("visually-hidden", Boolean(short));
  place(panel, anchor);
  filter.focus({ preventScroll: true });
}

export const isOpenAt = (anchor) => openOne?.anchor === anchor;
