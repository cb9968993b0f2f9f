// `table` and `data_table` blocks.

import { fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { richText } from "./richtext.js";

const DEFAULT_PAGE = 5;
const LONG_TEXT = 48;

const cellText = (cell) => cell.text ?? "";
const cellContent = (cell) => (cell.type === "rich_text" ? richText(cell) : cellText(cell));
const isNumber = (cell) => cell.type === "raw_number";

// A table may be wider than the message: it scrolls by itself, and by keyboard too.
const scroller = (label, table) =>
  h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": label }, table);

// A column of sentences keeps a readable width; one of words may be as narrow as its words.
const longColumns = (rows) =>
  rows[0].map((_, column) => rows.some((row) => cellText(row[column]).length > LONG_TEXT));

export function table(block) {
  const settings = block.column_settings ?? [];
  const long = longColumns(block.rows);
  const cellNode = (tag) => (cell, column) => {
    const { align = "left", is_wrapped: wrapped = false } = settings[column] ?? {};
    const node = h(
      tag,
      { class: `align-${align}`, scope: tag === "th" ? "col" : null },
      cellContent(cell),
    );
    node.classList.toggle("wrapped", wrapped);
    node.classList.toggle("long", wrapped && long[column]);
    if (!wrapped) node.title = node.textContent;
    return node;
  };
  const [header, ...rows] = block.rows;
  return h(
    "div",
    { class: "block-table", "data-testid": "table" },
    scroller(
      "Table",
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, header.map(cellNode("th")))),
        h(
          "tbody",
          {},
          rows.map((row) => h("tr", {}, row.map(cellNode("td")))),
        ),
      ),
    ),
  );
}

/** Rows ordered by a column: by number if every cell there is one, otherwise by text. */
function sorted(rows, column, descending) {
  const numeric = rows.every((row) => isNumber(row[column]));
  const textOf = (row) =>
    row[column].type === "rich_text" ? richText(row[column]).textContent : cellText(row[column]);
  const order = numeric
    ? (a, b) => a[column].value - b[column].value
    : (a, b) => textOf(a).localeCompare(textOf(b));
  return [...rows].sort((a, b) => (descending ? order(b, a) : order(a, b)));
}

export function dataTable(block) {
  const [header, ...data] = block.rows;
  const size = block.page_size ?? DEFAULT_PAGE;
  const named = block.row_header_column_index ?? 0;
  const pages = Math.max(1, Math.ceil(data.length / size));
  const shown = { page: 0, column: null, descending: false };

  const captionId = freshId("caption");
  const head = h("tr");
  const body = h("tbody");
  const range = h("span", { class: "pager-range", "aria-live": "polite" });
  const step = (by, label, name) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": label,
        onclick: () => draw({ page: shown.page + by }),
      },
      icon(name),
    );
  const back = step(-1, "Previous rows", "left");
  const on = step(1, "Next rows", "right");

  // How wide cells are isn't documented; here they wrap, so that a phone shows every column.
  const long = longColumns(block.rows);
  const looks = (column) =>
    [
      data.length && data.every((row) => isNumber(row[column])) ? "align-right" : "align-left",
      "wrapped",
      long[column] ? "long" : "",
    ].join(" ");

  const sortBy = (column) => {
    const again = shown.column === column;
    draw({ page: 0, column, descending: again && !shown.descending });
  };

  const headerCell = (cell, column) => {
    const active = shown.column === column;
    const direction = shown.descending ? "descending" : "ascending";
    return h(
      "th",
      { scope: "col", class: looks(column), "aria-sort": active ? direction : "none" },
      h(
        "button",
        { type: "button", class: "sort", onclick: () => sortBy(column) },
        cellText(cell),
        h(
          "span",
          { class: `sort-mark${active ? " active" : ""}`, "aria-hidden": "true" },
          active && shown.descending ? "▼" : "▲",
        ),
      ),
    );
  };

  const draw = (change) => {
    const focused = [...head.children].findIndex((th) => th.contains(document.activeElement));
    Object.assign(shown, change);
    const rows = shown.column === null ? data : sorted(data, shown.column, shown.descending);
    const from = shown.page * size;
    const visible = rows.slice(from, from + size);
    fill(head, header.map(headerCell));
    fill(
      body,
      visible.map((row) =>
        h(
          "tr",
          {},
          row.map((cell, column) =>
            h(
              column === named ? "th" : "td",
              { class: looks(column), scope: column === named ? "row" : null },
              cellContent(cell),
            ),
          ),
        ),
      ),
    );
    range.textContent = `${from + 1}–${from + visible.length} of ${data.length}`;
    back.disabled = shown.page === 0;
    on.disabled = shown.page >= pages - 1;
    if (focused >= 0) head.children[focused].querySelector("button").focus();
  };
  draw({});

  return h(
    "div",
    { class: "block-table data-table", "data-testid": "table" },
    h("div", { class: "caption", id: captionId }, block.caption),
    scroller(
      block.caption,
      h("table", { "aria-labelledby": captionId }, h("thead", {}, head), body),
    ),
    pages > 1 && h("div", { class: "pager" }, range, back, on),
  );
}
