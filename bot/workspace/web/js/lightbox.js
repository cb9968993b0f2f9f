// An image at full size over the page. Esc, a click beside it or the cross closes it.

import { h } from "./dom.js";
import { icon } from "./icons.js";

export function enlarge({ src, alt, title, downloadLink }) {
  const dialog = h("dialog", {
    class: "lightbox",
    "aria-label": title || alt,
    "data-testid": "lightbox",
  });
  const close = () => dialog.close();
  dialog.append(
    h(
      "div",
      { class: "lightbox-bar" },
      h("span", { class: "lightbox-title" }, title || alt),
      downloadLink ? downloadLink() : "",
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          autofocus: true,
          onclick: close,
        },
        icon("close"),
      ),
    ),
    h("img", { src, alt }),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
