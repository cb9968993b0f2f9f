// Checkboxes, radio buttons and the date and time pickers.

import { freshId, h } from "./dom.js";
import { busy } from "./busy.js";
import { confirmed } from "./confirm.js";
import { textObject } from "./mrkdwn.js";

function optionRow(control, option) {
  const id = freshId("choice");
  control.id = id;
  return h(
    "div",
    { class: "choice" },
    control,
    h(
      "label",
      { for: id },
      textObject(option.text),
      option.description &&
        h("span", { class: "choice-description" }, textObject(option.description)),
    ),
  );
}

function choiceGroup(element, scope, attributes, { input, role, read, isChosen }) {
  const name = freshId("group");
  const boxes = element.options.map((option) => {
    const box = h("input", { type: input, name, checked: isChosen(option) });
    return { option, box, row: optionRow(box, option) };
  });
  const group = h(
    "div",
    { class: "choices", role, "data-action-id": element.action_id, ...attributes },
    boxes.map(({ row }) => row),
  );
  const value = () => read(boxes.filter(({ box }) => box.checked).map(({ option }) => option));
  let before = boxes.map(({ box }) => box.checked);
  group.addEventListener("change", async () => {
    if (!(await confirmed(element.confirm))) {
      boxes.forEach(({ box }, at) => (box.checked = before[at]));
      return;
    }
    before = boxes.map(({ box }) => box.checked);
    await busy(group, () => scope.change(element, value()));
  });
  scope.keep(element, value());
  return group;
}

export function checkboxes(element, scope, attributes) {
  const initial = scope.kept(element)?.selected_options ?? element.initial_options ?? [];
  return choiceGroup(element, scope, attributes, {
    input: "checkbox",
    role: "group",
    read: (chosen) => ({ selected_options: chosen }),
    isChosen: (option) => initial.some((one) => one.value === option.value),
  });
}

export function radioButtons(element, scope, attributes) {
  const initial = scope.kept(element)?.selected_option ?? element.initial_option ?? null;
  return choiceGroup(element, scope, attributes, {
    input: "radio",
    role: "radiogroup",
    read: (chosen) => ({ selected_option: chosen[0] ?? null }),
    isChosen: (option) => initial?.value === option.value,
  });
}

function picker(
  element,
  scope,
  attributes,
  { type, reported, initial, toField, fromField, label },
) {
  const kept = scope.kept(element)?.[reported] ?? initial ?? null;
  const field = h("input", {
    type,
    class: "field picker",
    "aria-label": element.placeholder?.text ?? label,
    "data-action-id": element.action_id,
    ...attributes,
    value: kept === null ? "" : toField(kept),
  });
  scope.keep(element, { [reported]: kept });
  field.addEventListener("change", async () => {
    const value = field.value ? fromField(field.value) : null;
    if (!(await confirmed(element.confirm))) return;
    await busy(field, () => scope.change(element, { [reported]: value }));
  });
  return field;
}

const same = (value) => value;

export const datePicker = (element, scope, attributes) =>
  picker(element, scope, attributes, {
    type: "date",
    reported: "selected_date",
    initial: element.initial_date,
    toField: same,
    fromField: same,
    label: "Date",
  });

export const timePicker = (element, scope, attributes) =>
  picker(element, scope, attributes, {
    type: "time",
    reported: "selected_time",
    initial: element.initial_time,
    toField: same,
    fromField: same,
    label: "Time",
  });

// The field speaks the browser's local time; Slack reports seconds since 1970.
function localField(unixSeconds) {
  const date = new Date(unixSeconds * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const dateTimePicker = (element, scope, attributes) =>
  picker(element, scope, attributes, {
    type: "datetime-local",
    reported: "selected_date_time",
    initial: element.initial_date_time,
    toField: localField,
    fromField: (text) => Math.floor(new Date(text) / 1000),
    label: "Date and time",
  });
