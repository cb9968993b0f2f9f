// Where a block lives: what its elements' values are, and who hears about a click.

/** The values of the inputs of one message or view, in the shape of Slack's `state.values`. */
export class Values {
  constructor(initial = {}) {
    this.byBlock = structuredClone(initial);
  }

  get(blockId, actionId) {
    return this.byBlock[blockId]?.[actionId];
  }

  set(blockId, actionId, value) {
    this.byBlock[blockId] = { ...this.byBlock[blockId], [actionId]: value };
  }

  /** The values of those blocks only, for a surface whose other blocks went away. */
  only(blockIds) {
    const kept = Object.entries(this.byBlock).filter(([blockId]) => blockIds.has(blockId));
    return new Values(Object.fromEntries(kept));
  }
}

/**
 * One element's door to its surface.
 *
 * A surface is {values, act(blockId, action), suggest(query), channel?}. An element outside
 * an input block tells the app about every change; inside one only with dispatch_action.
 */
export class Scope {
  constructor(surface, blockId, { dispatches = true } = {}) {
    Object.assign(this, { surface, blockId, dispatches });
  }

  kept(element) {
    return this.surface.values.get(this.blockId, element.action_id);
  }

  /** Remember a value without telling the app. */
  keep(element, value) {
    this.surface.values.set(this.blockId, element.action_id, { type: element.type, ...value });
  }

  /** Remember a value and, where the app listens, tell it. */
  async change(element, value) {
    this.keep(element, value);
    if (this.dispatches) await this.act(element, value);
  }

  act(element, value) {
    return this.surface.act(this.blockId, {
      type: element.type,
      action_id: element.action_id,
      ...value,
    });
  }

  suggest(element, query) {
    return this.surface.suggest({
      block_id: this.blockId,
      action_id: element.action_id,
      value: query,
    });
  }
}
