// Line icons on a 24 by 24 grid, drawn for this page.

const PATHS = {
  hash: ["M9 4 7 20", "M17 4l-2 16", "M4 9h16", "M4 15h16"],
  lock: ["M7 11V8a5 5 0 0 1 10 0v3", "M5 11h14v9H5z"],
  menu: ["M4 6h16", "M4 12h16", "M4 18h16"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  plus: ["M12 5v14", "M5 12h14"],
  send: ["M4 12 4 4l17 8-17 8z", "M4 12h9"],
  reply: ["M4 5h16v11H10l-6 4z"],
  download: ["M12 4v11", "M7 11l5 5 5-5", "M5 20h14"],
  eye: ["M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z", "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  down: ["M6 9l6 6 6-6"],
  left: ["M15 6l-6 6 6 6"],
  right: ["M9 6l6 6-6 6"],
  slash: ["M15 4 9 20"],
  bolt: ["M13 3 5 14h6l-1 7 8-11h-6z"],
  at: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M16 8v5c0 4 5 4 5-1a9 9 0 1 0-4 7"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13"],
  warning: ["M12 4 2 20h20z", "M12 10v5", "M12 18h.01"],
  people: [
    "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "M3 20c0-8 12-8 12 0",
    "M16 5a3 3 0 0 1 0 6",
    "M17 14c3 1 4 3 4 6",
  ],
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
