// Block Kit: a list of blocks becomes nodes on a surface (a message, a modal, the Home tab).

import { freshId, h } from "./dom.js";
import { chart } from "./charts.js";
import { renderElement } from "./elements.js";
import { picture } from "./files.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { Scope } from "./scope.js";
import { dataTable, table } from "./tables.js";

const text = (object) => h("div", { class: "text" }, textObject(object));

function section(block, surface) {
  const scope = new Scope(surface, block.block_id);
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-body" },
      block.text && text(block.text),
      block.fields && h("div", { class: "fields" }, block.fields.map(text)),
    ),
    block.accessory && h("div", { class: "accessory" }, renderElement(block.accessory, scope)),
  );
}

const context = (block) =>
  h(
    "div",
    { class: "context" },
    block.elements.map((element) =>
      element.type === "image"
        ? h("img", {
            class: "context-image",
            src: element.ui_url ?? element.image_url,
            alt: element.alt_text,
          })
        : text(element),
    ),
  );

function actions(block, surface) {
  const scope = new Scope(surface, block.block_id);
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) => renderElement(element, scope)),
  );
}

function input(block, surface) {
  const labelId = freshId("label");
  const errorId = freshId("error");
  const scope = new Scope(surface, block.block_id, { dispatches: Boolean(block.dispatch_action) });
  const element = renderElement(block.element, scope, {
    "aria-labelledby": labelId,
    "aria-describedby": errorId,
    "aria-required": block.optional ? null : "true",
  });
  return h(
    "div",
    { class: "input-block" },
    h(
      "div",
      { class: "input-label", id: labelId },
      textObject(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    element,
    block.hint && h("div", { class: "field-hint" }, textObject(block.hint)),
    h("div", { class: "field-error", id: errorId, role: "alert" }),
  );
}

const image = (block) =>
  picture({
    src: block.ui_url ?? block.image_url,
    alt: block.alt_text,
    title: block.title?.text,
    width: block.image_width,
    height: block.image_height,
  });

const alert = (block) =>
  h(
    "div",
    { class: `alert alert-${block.level ?? "default"}`, role: "note" },
    textObject(block.text),
  );

function container(block, surface) {
  const title = block.rich_text_title
    ? richText(block.rich_text_title)
    : h("b", {}, plainText(block.title?.text));
  const head = [
    title,
    block.subtitle && h("div", { class: "muted" }, plainText(block.subtitle.text)),
  ];
  const body = renderBlocks(block.child_blocks, surface);
  return block.is_collapsible
    ? h(
        "details",
        { class: "container", open: !block.default_collapsed },
        h("summary", {}, head),
        body,
      )
    : h("div", { class: "container" }, head, body);
}

function card(block, surface) {
  const scope = new Scope(surface, block.block_id);
  return h(
    "div",
    { class: "container" },
    block.hero_image && image(block.hero_image),
    block.title && h("b", {}, textObject(block.title)),
    block.subtitle && h("div", { class: "muted" }, textObject(block.subtitle)),
    block.body && text(block.body),
    block.actions &&
      h(
        "div",
        { class: "actions" },
        block.actions.map((element) => renderElement(element, scope)),
      ),
  );
}

const KINDS = {
  section,
  context,
  actions,
  context_actions: actions,
  input,
  image,
  alert,
  container,
  card,
  header: (block) =>
    h("div", { class: "header", role: "heading", "aria-level": 3 }, plainText(block.text.text)),
  divider: () => h("hr"),
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  table,
  data_table: dataTable,
  data_visualization: chart,
};

function renderBlock(block, surface) {
  const make = KINDS[block.type];
  const content = make
    ? make(block, surface)
    : h("div", { class: "unknown-block" }, `(a ${block.type} block isn't drawn in this workspace)`);
  return h(
    "div",
    { class: "block", "data-block-type": block.type, "data-block-id": block.block_id },
    content,
  );
}

export const renderBlocks = (blocks, surface) =>
  h(
    "div",
    { class: "blocks" },
    blocks.map((block) => renderBlock(block, surface)),
  );
