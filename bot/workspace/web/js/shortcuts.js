// The app's shortcuts: in a message's menu, and beside the composer.

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { isOpenAt, closeMenu, openMenu } from "./popover.js";
import { emit, state } from "./state.js";

const offered = (type) => state.shortcuts.filter((shortcut) => shortcut.type === type);

async function use(shortcut, place, channel) {
  try {
    await api.useShortcut({ user: state.me.id, callback_id: shortcut.callback_id, ...place });
  } catch (error) {
    emit("notice", { channel, text: error.message });
  }
}

function menuButton(name, label, type, place) {
  if (!offered(type).length) return null;
  const button = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": label,
      "aria-haspopup": "listbox",
      title: label,
      "data-testid": `shortcuts-${type}`,
      onclick: () => {
        if (isOpenAt(button)) {
          closeMenu();
          return;
        }
        openMenu(button, {
          label,
          choices: (query) =>
            offered(type)
              .filter((one) => one.name.toLowerCase().includes(query.toLowerCase()))
              .map((one) => ({ label: one.name, description: one.description, shortcut: one })),
          onPick: ({ shortcut }) => {
            use(shortcut, place, place.channel ?? state.current);
          },
        });
      },
    },
    icon(name),
  );
  return button;
}

/** The menu of a message; nothing where the app has no shortcut for messages. */
export const messageShortcuts = (message) =>
  menuButton("more", "More actions", "message", {
    channel: message.channel,
    message_ts: message.ts,
  });

/** The menu beside the composer. */
export const globalShortcuts = () => menuButton("bolt", "Shortcuts", "global", {});
