// Interactive elements: buttons here, the rest from their own modules.

import { h, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { busy } from "./busy.js";
import { confirmed } from "./confirm.js";
import { checkboxes, datePicker, dateTimePicker, radioButtons, timePicker } from "./choices.js";
import { emailInput, numberInput, richTextInput, textInput, urlInput } from "./inputs.js";
import { plainText } from "./mrkdwn.js";
import { overflow, select } from "./selects.js";

function press(scope, element, value, control) {
  return async () => {
    if (control().getAttribute("aria-busy")) return;
    if (!(await confirmed(element.confirm))) return;
    await busy(control(), () => scope.act(element, value));
  };
}

function button(element, scope) {
  const value = {
    text: element.text,
    ...(element.value === undefined ? {} : { value: element.value }),
  };
  const styled = { primary: " primary", danger: " danger" }[element.style] ?? "";
  const common = {
    class: `button${styled}`,
    "aria-label": element.accessibility_label,
    "data-action-id": element.action_id,
  };
  const href = element.url && safeUrl(element.url);
  const node = href
    ? h(
        "a",
        { ...common, href, target: "_blank", rel: "noopener noreferrer" },
        plainText(element.text.text),
      )
    : h("button", { ...common, type: "button" }, plainText(element.text.text));
  node.addEventListener(
    "click",
    press(scope, element, value, () => node),
  );
  return node;
}

function iconButton(element, scope) {
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": element.text?.text ?? "Delete",
      title: element.text?.text,
    },
    icon("trash"),
  );
  node.addEventListener(
    "click",
    press(scope, element, { value: element.value }, () => node),
  );
  return node;
}

function feedbackButtons(element, scope) {
  const choice = (option) => {
    const node = h(
      "button",
      { type: "button", class: "button", "aria-label": option.accessibility_label },
      plainText(option.text.text),
    );
    node.addEventListener(
      "click",
      press(scope, element, { value: option.value }, () => node),
    );
    return node;
  };
  return h(
    "span",
    { class: "button-pair" },
    choice(element.positive_button),
    choice(element.negative_button),
  );
}

const image = (element) =>
  h("img", {
    class: "thumb",
    src: element.ui_url ?? element.image_url,
    alt: element.alt_text,
    loading: "lazy",
  });

const KINDS = {
  button,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  image,
  overflow,
  static_select: select,
  external_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_channels_select: select,
  multi_conversations_select: select,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  number_input: numberInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  rich_text_input: richTextInput,
};

export const renderElement = (element, scope, attributes = {}) =>
  KINDS[element.type]?.(element, scope, attributes) ??
  h("span", { class: "unknown-block" }, `(${element.type} isn't drawn in this workspace)`);
