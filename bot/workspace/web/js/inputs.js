// Text boxes of every kind.

import { h } from "./dom.js";
import { busy } from "./busy.js";

const dispatchOn = (element) =>
  element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];

function typed(field, element, scope, report) {
  field.addEventListener("input", () => {
    scope.keep(element, report(field.value));
    if (scope.dispatches && dispatchOn(element).includes("on_character_entered")) {
      busy(field, () => scope.act(element, report(field.value)));
    }
  });
  field.addEventListener("keydown", (event) => {
    const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!enter || !scope.dispatches || !dispatchOn(element).includes("on_enter_pressed")) return;
    event.preventDefault();
    busy(field, () => scope.act(element, report(field.value)));
  });
  return field;
}

const asValue = (text) => ({ value: text === "" ? null : text });

function valueField(tag, kind) {
  return (element, scope, attributes) => {
    const value = scope.kept(element)?.value ?? element.initial_value ?? "";
    scope.keep(element, asValue(value));
    const field = h(tag, {
      class: "field",
      placeholder: element.placeholder?.text,
      "data-action-id": element.action_id,
      ...kind(element),
      ...attributes,
      value,
    });
    return typed(field, element, scope, asValue);
  };
}

const singleLine = valueField("input", (element) => ({
  type: "text",
  maxlength: element.max_length,
}));
const manyLines = valueField("textarea", (element) => ({ rows: 4, maxlength: element.max_length }));

export const textInput = (element, scope, attributes) =>
  (element.multiline ? manyLines : singleLine)(element, scope, attributes);

// Text, not type=number: a browser hides what it can't read, and the reason could not be shown.
export const numberInput = valueField("input", (element) => ({
  type: "text",
  inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
}));
export const emailInput = valueField("input", () => ({ type: "email" }));
export const urlInput = valueField("input", () => ({ type: "url" }));

const asRichText = (text) => ({
  rich_text_value:
    text === ""
      ? null
      : {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
        },
});

const richTextPlain = (value) =>
  (value?.elements ?? [])
    .flatMap((part) => part.elements ?? [])
    .map((leaf) => leaf.text ?? "")
    .join("");

export function richTextInput(element, scope, attributes) {
  const value = richTextPlain(scope.kept(element)?.rich_text_value ?? element.initial_value);
  scope.keep(element, asRichText(value));
  const field = h("textarea", {
    class: "field",
    rows: element.min_lines ?? 4,
    placeholder: element.placeholder?.text,
    "data-action-id": element.action_id,
    ...attributes,
    value,
  });
  return typed(field, element, scope, asRichText);
}

// ---- what Slack refuses before the app hears of it ----

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function numberProblem(text, element) {
  const number = Number(text);
  if (!Number.isFinite(number)) return "Enter a number";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Enter a whole number";
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Enter a number no lower than ${element.min_value}`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Enter a number no higher than ${element.max_value}`;
  return null;
}

function textProblem(text, element) {
  if (text.length < (element.min_length ?? 0))
    return `Enter at least ${element.min_length} characters`;
  return null;
}

const PROBLEMS = {
  plain_text_input: textProblem,
  number_input: numberProblem,
  email_text_input: (text) => (EMAIL.test(text) ? null : "Enter an email address"),
  url_text_input: (text) =>
    URL.canParse(text) ? null : "Enter a web address, such as https://example.com",
};

const isEmpty = (value) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Why Slack would not let this input block be submitted, or null. */
export function inputProblem(block, reported) {
  const { type: _, ...values } = reported ?? {};
  const value = Object.values(values)[0];
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  return PROBLEMS[block.element.type]?.(value, block.element) ?? null;
}
