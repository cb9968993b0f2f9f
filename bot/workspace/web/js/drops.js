// Dropping files on a pane.

import { h } from "./dom.js";

/** Let files be dropped anywhere on `pane`. */
export function acceptDrops(pane, composer, label) {
  const overlay = h("div", { class: "drop-overlay", hidden: true }, h("span"));
  pane.append(overlay);
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (visible) => {
    overlay.hidden = !visible;
    overlay.firstChild.textContent = `Drop files to upload to ${label()}`;
  };
  pane.addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  pane.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  pane.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) show(false);
  });
  pane.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    composer().addFiles(event.dataTransfer.files);
  });
}
