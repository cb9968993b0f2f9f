// Slack's confirmation dialog, and other small questions.

import { append, freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Show a dialog made by `build(finish)` and resolve to what `finish` is called with. */
export function ask(build, label) {
  return new Promise((resolve) => {
    const titleId = freshId("title");
    const dialog = h("dialog", {
      class: "dialog small",
      "aria-labelledby": titleId,
      "data-testid": "dialog",
    });
    let answer = null;
    const finish = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    append(dialog, [h("h2", { id: titleId }, label), build(finish)]);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** True when there is nothing to confirm, or the person confirmed. */
export async function confirmed(confirm) {
  if (!confirm) return true;
  const agreed = await ask(
    (finish) => [
      h("div", { class: "dialog-body" }, textObject(confirm.text)),
      h(
        "div",
        { class: "dialog-buttons" },
        h(
          "button",
          { type: "button", class: "button", onclick: () => finish(false) },
          textObject(confirm.deny),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${confirm.style === "danger" ? "danger-solid" : "primary"}`,
            autofocus: true,
            onclick: () => finish(true),
          },
          textObject(confirm.confirm),
        ),
      ),
    ],
    textObject(confirm.title),
  );
  return agreed === true;
}
