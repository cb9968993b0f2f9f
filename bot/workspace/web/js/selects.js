// Menus: single and multiple, of fixed options, of the app's, of people and of channels; overflow.

import { fill, h, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { busy } from "./busy.js";
import { confirmed } from "./confirm.js";
import { plainText, textObject } from "./mrkdwn.js";
import { isOpenAt, closeMenu, openMenu } from "./popover.js";
import { channelLabel, people, state } from "./state.js";

const DEFAULT_MIN_QUERY = 3;

// Each source says what an item's identity and value are, and under which key Slack reports it.
const OPTION = {
  key: "option",
  labelOf: (option) => option.text.text,
  sameAs: (a, b) => a.value === b.value,
};
const entity = (key, labelOf) => ({ key, labelOf, sameAs: (a, b) => a === b });
const SOURCES = {
  static_select: OPTION,
  external_select: OPTION,
  users_select: entity("user", (id) => state.users.get(id)?.real_name ?? id),
  channels_select: entity("channel", (id) => conversationLabel(id)),
  conversations_select: entity("conversation", (id) => conversationLabel(id)),
};

const conversationLabel = (id) =>
  state.channels.has(id) ? channelLabel(state.channels.get(id)) : id;

const optionItem = (group) => (option) => ({
  label: plainText(option.text.text),
  search: option.text.text,
  description: option.description?.text,
  value: option,
  group,
});

const listed = ({ options, option_groups: groups }) =>
  groups
    ? groups.flatMap((group) => group.options.map(optionItem(group.label.text)))
    : (options ?? []).map(optionItem());

const entityItem = (label) => (id) => ({ label, search: label, value: id });

function entities(kind, filter) {
  if (kind === "users_select") return people().map((user) => entityItem(user.real_name)(user.id));
  const wanted = filter?.include;
  return [...state.channels.values()]
    .filter((channel) => kind === "conversations_select" || !channel.is_im)
    .filter(
      (channel) =>
        !wanted ||
        wanted.includes(channel.is_im ? "im" : channel.is_private ? "private" : "public"),
    )
    .map((channel) => entityItem(channelLabel(channel))(channel.id));
}

function initialOf(element, multiple, key, scope) {
  if (element.default_to_current_conversation && scope.surface.channel) {
    return multiple ? [scope.surface.channel] : scope.surface.channel;
  }
  return element[`initial_${key}${multiple ? "s" : ""}`] ?? (multiple ? [] : null);
}

export function select(element, scope, attributes) {
  const multiple = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "");
  const source = SOURCES[kind];
  const reported = `selected_${source.key}${multiple ? "s" : ""}`;
  const external = kind === "external_select";
  const initial = initialOf(element, multiple, source.key, scope);
  let value = scope.kept(element)?.[reported] ?? initial;
  scope.keep(element, { [reported]: value });

  const chosen = () => (multiple ? value : value === null ? [] : [value]);
  const label = attributes["aria-label"] ?? element.placeholder?.text ?? "Choose";
  const text = h("span", { class: "select-text" });
  const node = h(
    "button",
    {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "data-action-id": element.action_id,
      ...attributes,
    },
    text,
    icon("down"),
  );

  const draw = () => {
    const labels = chosen().map(source.labelOf);
    node.classList.toggle("empty", !labels.length);
    if (!labels.length)
      fill(text, element.placeholder?.text ?? (multiple ? "Choose some" : "Choose one"));
    else if (multiple)
      fill(
        text,
        labels.map((one) => h("span", { class: "chip" }, plainText(one))),
      );
    else fill(text, plainText(labels[0]));
    if (attributes["aria-label"]) node.setAttribute("aria-label", [label, ...labels].join(", "));
  };

  const commit = async (next) => {
    if (!multiple && !(await confirmed(element.confirm))) return;
    value = next;
    draw();
    node.dispatchEvent(new Event("change", { bubbles: true }));
    await busy(node, () => scope.change(element, { [reported]: value }));
  };

  const has = (one) => chosen().some((other) => source.sameAs(one, other));

  const choices = (query) => {
    const mark = (items) => items.map((item) => ({ ...item, selected: has(item.value) }));
    if (external) return scope.suggest(element, query).then((answer) => mark(listed(answer)));
    const all = source === OPTION ? listed(element) : entities(kind, element.filter);
    const wanted = query.toLowerCase();
    return mark(all.filter((item) => item.search.toLowerCase().includes(wanted)));
  };

  const onPick = (item) => {
    if (!multiple) {
      commit(item.value);
      return false;
    }
    const rest = value.filter((one) => !source.sameAs(one, item.value));
    const full =
      rest.length === value.length && value.length >= (element.max_selected_items ?? Infinity);
    if (!full) commit(rest.length === value.length ? [...value, item.value] : rest);
    return true;
  };

  node.addEventListener("click", () => {
    if (isOpenAt(node)) closeMenu();
    else
      openMenu(node, {
        label,
        choices,
        onPick,
        multiple,
        fetches: external,
        minQuery: external ? (element.min_query_length ?? DEFAULT_MIN_QUERY) : 0,
      });
  });
  draw();
  return node;
}

export function overflow(element, scope) {
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "data-action-id": element.action_id,
    },
    icon("more"),
  );
  const pick = async (option) => {
    if (!(await confirmed(element.confirm))) return;
    const href = option.url && safeUrl(option.url);
    if (href) open(href, "_blank", "noopener");
    await busy(node, () => scope.act(element, { selected_option: option }));
  };
  const items = element.options.map((option) => ({
    label: textObject(option.text),
    description: option.description?.text,
    value: option,
  }));
  node.addEventListener("click", () => {
    if (isOpenAt(node)) closeMenu();
    else
      openMenu(node, {
        label: "More actions",
        choices: () => items,
        onPick: (item) => {
          pick(item.value);
          return false;
        },
      });
  });
  return node;
}
