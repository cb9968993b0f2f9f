// Team, person and conversations, on the left.

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { ask } from "./confirm.js";
import { icon } from "./icons.js";
import { avatar } from "./message.js";
import { authorOf, channelName, emit, isAppDm, isMember, on, people, state } from "./state.js";

const switchPerson = (userId) => {
  const address = new URL(location.href);
  address.searchParams.set("user", state.users.get(userId).name);
  location.assign(address);
};

const personMenu = () =>
  h(
    "label",
    { class: "person" },
    avatar(authorOf({ user: state.me.id })),
    h("span", { class: "visually-hidden" }, "You are"),
    h(
      "select",
      { "data-testid": "user-switcher", onchange: (event) => switchPerson(event.target.value) },
      people().map((user) =>
        h("option", { value: user.id, selected: user.id === state.me.id }, user.real_name),
      ),
    ),
  );

function channelLink(channel) {
  const unread = state.unread.get(channel.id) ?? 0;
  const current = state.current === channel.id;
  const name = channelName(channel);
  const lead = channel.is_im
    ? avatar(
        isAppDm(channel)
          ? authorOf({ user: state.app.bot_user_id })
          : authorOf({
              user: channel.members.find((member) => member !== state.me.id) ?? state.me.id,
            }),
      )
    : icon(channel.is_private ? "lock" : "hash");
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `channel${current ? " current" : ""}${unread ? " unread" : ""}${isMember(channel) ? "" : " outside"}`,
        "data-testid": `channel-${name}`,
        "aria-current": current ? "page" : null,
        onclick: () => emit("open-channel", channel.id),
      },
      lead,
      h("span", { class: "channel-name" }, name),
      isAppDm(channel) &&
        h("span", {
          class: `presence${state.botConnected ? " here" : ""}`,
          title: state.botConnected ? "Connected" : "Not connected",
        }),
      unread > 0 && h("span", { class: "unread-count", "aria-label": `${unread} unread` }, unread),
    ),
  );
}

const list = (title, channels, extra) =>
  (channels.length > 0 || extra) &&
  h(
    "nav",
    { "aria-label": title },
    h("h2", {}, title),
    h("ul", {}, channels.map(channelLink), extra),
  );

const NAME = /^[a-z0-9_-]{1,80}$/;

async function addChannel() {
  const name = await ask((finish) => {
    const field = h("input", {
      class: "field",
      type: "text",
      "aria-label": "Channel name",
      placeholder: "for example, spring-campaign",
      autofocus: true,
    });
    const note = h("div", { class: "field-error", role: "alert" });
    const submit = (event) => {
      event.preventDefault();
      const wanted = field.value.trim().replace(/^#/, "").toLowerCase();
      if (NAME.test(wanted)) finish(wanted);
      else note.textContent = "Use lower-case letters, digits and dashes, without spaces.";
    };
    return h(
      "form",
      { class: "dialog-body", onsubmit: submit, novalidate: true },
      field,
      note,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => finish(null) }, "Cancel"),
        h("button", { type: "submit", class: "button primary" }, "Create"),
      ),
    );
  }, "Create a channel");
  if (!name) return;
  try {
    await api.changeChannel({ user: state.me.id, action: "create", name });
  } catch (error) {
    emit("notice", { channel: state.current, text: error.message });
  }
}

function draw() {
  const channels = [...state.channels.values()];
  const people = channels.filter((channel) => channel.is_im && !isAppDm(channel));
  fill(
    byId("sidebar"),
    h("header", { class: "team" }, h("h1", {}, state.team.name), personMenu()),
    h(
      "div",
      { class: "sidebar-lists" },
      list(
        "Channels",
        channels.filter((channel) => !channel.is_im),
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "channel add", onclick: addChannel },
            icon("plus"),
            h("span", { class: "channel-name" }, "Add channel"),
          ),
        ),
      ),
      list("Direct messages", people),
      list("Apps", channels.filter(isAppDm)),
    ),
  );
}

export function startSidebar() {
  for (const event of ["known", "unread", "current"]) on(event, draw);
}
