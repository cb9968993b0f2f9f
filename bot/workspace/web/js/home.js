// The App Home tab.

import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { Values } from "./scope.js";
import { state } from "./state.js";

export function viewSurface(view, values) {
  const place = { user: state.me.id, view_id: view.id };
  return {
    values,
    channel: state.current,
    act: (blockId, action) =>
      api.sendAction({ ...place, block_id: blockId, action, state: { values: values.byBlock } }),
    suggest: (query) => api.suggest({ ...place, ...query }),
  };
}

export class Home {
  constructor(node) {
    this.node = node;
  }

  async open() {
    fill(this.node, h("p", { class: "muted pad" }, "Opening…"));
    this.shown = null;
    try {
      const { view } = await api.openHome(state.me.id);
      // The app may have published a newer one while the answer was on its way.
      if (!this.shown) this.show(view);
    } catch (error) {
      fill(this.node, h("p", { class: "composer-problem pad", role: "alert" }, error.message));
    }
  }

  show(view) {
    this.shown = view;
    if (!view) {
      fill(
        this.node,
        h("p", { class: "muted pad" }, `${state.app.name} hasn't published its Home tab yet.`),
      );
      return;
    }
    const scrolled = this.node.scrollTop;
    fill(
      this.node,
      h(
        "div",
        { class: "home-body", "data-testid": "home" },
        renderBlocks(view.blocks, viewSurface(view, new Values())),
      ),
    );
    this.node.scrollTop = scrolled;
  }
}
