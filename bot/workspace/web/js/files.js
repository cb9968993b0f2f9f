// Files in messages: cards to download, images to look at.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { enlarge } from "./lightbox.js";

const INLINE_WIDTH = 480;
const INLINE_HEIGHT = 360;

const FAMILIES = {
  csv: "sheet",
  tsv: "sheet",
  xlsx: "sheet",
  xls: "sheet",
  ods: "sheet",
  png: "image",
  jpg: "image",
  jpeg: "image",
  gif: "image",
  webp: "image",
  svg: "image",
  pdf: "pdf",
  zip: "archive",
  gz: "archive",
  json: "code",
  html: "code",
  py: "code",
  sql: "code",
};

export function readableSize(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const units = ["kB", "MB", "GB"];
  let size = bytes / 1000;
  while (size >= 999.5 && units.length > 1) {
    size /= 1000;
    units.shift();
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[0]}`;
}

const extension = (name) => (name.includes(".") ? name.split(".").pop().toLowerCase() : "");

export function fileBadge(name) {
  const kind = extension(name);
  return h(
    "span",
    { class: `file-badge file-${FAMILIES[kind] ?? "other"}`, "aria-hidden": "true" },
    (kind || "file").slice(0, 4).toUpperCase(),
  );
}

const downloadUrl = (file) => `${file.ui_url}${file.ui_url.includes("?") ? "&" : "?"}download=1`;

const download = (file, label) =>
  h(
    "a",
    {
      class: "button download",
      href: downloadUrl(file),
      download: file.name,
      "aria-label": label ? null : `Download ${file.name}`,
      title: "Download",
    },
    icon("download"),
    label,
  );

function card(file) {
  const kind = file.pretty_type || extension(file.name).toUpperCase();
  const details = [kind, file.size ? readableSize(file.size) : null].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "file-card", "data-testid": "file-card", "data-file": file.id },
    fileBadge(file.name),
    h(
      "div",
      { class: "file-text" },
      h("div", { class: "file-name", title: file.name }, file.title || file.name),
      h("div", { class: "file-details" }, details),
    ),
    download(file, "Download"),
  );
}

/** Width and height at which an image fits the message, when its own size is known. */
function fitted(width, height) {
  if (!width || !height) return {};
  const scale = Math.min(1, INLINE_WIDTH / width, INLINE_HEIGHT / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** An image with its title, enlarged on a click. */
export function picture({ src, alt, title, width, height, downloadLink }) {
  const image = h("img", { src, alt, ...fitted(width, height), "data-testid": "image" });
  image.addEventListener("load", () =>
    Object.assign(image, fitted(image.naturalWidth, image.naturalHeight)),
  );
  const frame = h(
    "button",
    {
      type: "button",
      class: "picture-frame",
      "aria-label": `Enlarge image: ${alt}`,
      onclick: () => enlarge({ src, alt, title, downloadLink }),
    },
    image,
  );
  image.addEventListener("error", () => {
    frame.replaceChildren(
      h("span", { class: "picture-missing" }, `This image can't be loaded: ${alt}`),
    );
    frame.disabled = true;
  });
  return h("figure", { class: "picture" }, title && h("figcaption", {}, title), frame);
}

const isImage = (file) => file.mimetype?.startsWith("image/");

export function fileNode(file) {
  if (file.mode === "tombstone")
    return h("div", { class: "file-card gone" }, "This file was deleted.");
  if (!isImage(file)) return card(file);
  return picture({
    src: file.ui_url,
    alt: file.alt_txt || file.title || file.name,
    title: file.title || file.name,
    width: file.original_w,
    height: file.original_h,
    downloadLink: () => download(file, "Download"),
  });
}
