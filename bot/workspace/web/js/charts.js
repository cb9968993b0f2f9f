// data_visualization blocks as small SVG charts: pie, bar, line and area.

import { h } from "./dom.js";

// Okabe and Ito's colours, apart for colour-blind readers too; lightness varies past seven.
const COLORS = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#8a7f00",
  "#5b4b8a",
  "#777777",
  "#004d80",
  "#a36f00",
  "#00614a",
];
const WIDTH = 480;
const HEIGHT = 250;
const PLOT = { left: 104, top: 12, right: 472, bottom: 200 };
// Half of a long name: one that stands nearer to the edge ends there.
const NEAR = 44;

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

const shown = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 2 });

const legend = (names) =>
  h(
    "ul",
    { class: "legend" },
    names.map((name, at) =>
      h(
        "li",
        {},
        h("span", { class: "swatch", style: `background:${COLORS[at % COLORS.length]}` }),
        name,
      ),
    ),
  );

function pie({ segments }) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  const [x, y, radius] = [WIDTH / 2, HEIGHT / 2, 110];
  let turn = -Math.PI / 2;
  const point = (angle) => `${x + radius * Math.cos(angle)} ${y + radius * Math.sin(angle)}`;
  const slices = segments.map((segment, at) => {
    const from = turn;
    turn += (segment.value / total) * Math.PI * 2;
    const title = svg("title", {}, `${segment.label}: ${shown(segment.value)}`);
    const fill = COLORS[at % COLORS.length];
    if (segments.length === 1) return svg("circle", { cx: x, cy: y, r: radius, fill }, title);
    const large = turn - from > Math.PI ? 1 : 0;
    return svg(
      "path",
      {
        d: `M${x} ${y}L${point(from)}A${radius} ${radius} 0 ${large} 1 ${point(turn)}Z`,
        fill,
        class: "slice",
      },
      title,
    );
  });
  const share = (value) => `${Math.round((value / total) * 100)}%`;
  return [
    slices,
    legend(segments.map(({ label, value }) => `${label}: ${shown(value)} (${share(value)})`)),
  ];
}

/** Round numbers from at or below `low` to at or above `high`, about five of them. */
function ticks(low, high) {
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((unit) => unit * power).find((size) => size >= rough);
  const found = [];
  for (let at = Math.floor(low / step); at * step < high + step; at += 1)
    found.push(Number((at * step).toPrecision(12)));
  return found;
}

const placed = (middle) =>
  middle > WIDTH - NEAR
    ? { x: WIDTH, "text-anchor": "end" }
    : { x: middle, "text-anchor": "middle" };

function frame(scale, { categories, x_label: xLabel, y_label: yLabel }, band) {
  const grid = scale.marks.map((mark) => [
    svg("line", {
      x1: PLOT.left,
      x2: PLOT.right,
      y1: scale.y(mark),
      y2: scale.y(mark),
      class: "grid",
    }),
    svg("text", { x: PLOT.left - 6, y: scale.y(mark) + 4, "text-anchor": "end" }, shown(mark)),
  ]);
  const every = Math.ceil(categories.length / 4);
  const names = categories.map((name, at) =>
    at % every
      ? []
      : [svg("text", { ...placed(band.middle(at)), y: PLOT.bottom + 16 }, name)],
  );
  const axes = [
    xLabel
      ? svg(
          "text",
          {
            x: (PLOT.left + PLOT.right) / 2,
            y: HEIGHT - 10,
            "text-anchor": "middle",
            class: "axis",
          },
          xLabel,
        )
      : null,
    yLabel
      ? svg(
          "text",
          {
            transform: `translate(14 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)`,
            "text-anchor": "middle",
            class: "axis",
          },
          yLabel,
        )
      : null,
  ];
  return [grid.flat(), names.flat(), axes.filter(Boolean)].flat();
}

function marks(type, series, at, scale, band, seriesCount, categories) {
  const color = COLORS[at % COLORS.length];
  const valueOf = new Map(series.data.map((point) => [point.label, point.value]));
  const title = (name) => svg("title", {}, `${series.name}, ${name}: ${shown(valueOf.get(name))}`);
  if (type === "bar") {
    const width = (band.width * 0.8) / seriesCount;
    return categories.map((name, column) => {
      const [top, base] = [
        scale.y(Math.max(0, valueOf.get(name))),
        scale.y(Math.min(0, valueOf.get(name))),
      ];
      const x = band.middle(column) - (band.width * 0.8) / 2 + at * width;
      return svg(
        "rect",
        { x, y: top, width: Math.max(1, width - 1), height: Math.max(1, base - top), fill: color },
        title(name),
      );
    });
  }
  const points = categories.map((name, column) => [
    band.middle(column),
    scale.y(valueOf.get(name)),
  ]);
  const line = points.map(([x, y]) => `${x},${y}`).join(" ");
  const base = scale.y(Math.max(0, scale.marks[0]));
  const area =
    type === "area"
      ? [
          svg("polygon", {
            points: `${points[0][0]},${base} ${line} ${points.at(-1)[0]},${base}`,
            fill: color,
            opacity: 0.3,
          }),
        ]
      : [];
  const dots = points.map(([cx, cy], column) =>
    svg("circle", { cx, cy, r: 3, fill: color }, title(categories[column])),
  );
  return [...area, svg("polyline", { points: line, stroke: color, class: "series" }), ...dots];
}

function plot({ type, series, axis_config: axis }) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const found = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const [low, high] = [found[0], found.at(-1)];
  const scale = {
    marks: found,
    y: (value) => PLOT.bottom - ((value - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top),
  };
  const width = (PLOT.right - PLOT.left) / axis.categories.length;
  const band = { width, middle: (at) => PLOT.left + width * (at + 0.5) };
  return [
    [
      ...frame(scale, axis, band),
      ...series.flatMap((one, at) =>
        marks(type, one, at, scale, band, series.length, axis.categories),
      ),
    ],
    legend(series.map((one) => one.name)),
  ];
}

export function chart(block) {
  const [shapes, key] = block.chart.type === "pie" ? pie(block.chart) : plot(block.chart);
  return h(
    "figure",
    { class: "chart", "data-testid": "chart" },
    h("figcaption", {}, block.title),
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        role: "img",
        "aria-label": `${block.chart.type} chart: ${block.title}`,
      },
      shapes,
    ),
    key,
  );
}
