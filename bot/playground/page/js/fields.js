// What was typed or chosen in a message or view, kept by the page until the app has it.

import { get, post } from "./api.js";
import { reached } from "./state.js";

const places = new Map();

/** The fields of the message or view at an address, with what the workspace holds of them. */
export function placeOf(address, values) {
  const key = JSON.stringify(address);
  if (!places.has(key)) places.set(key, new Fields(address));
  const place = places.get(key);
  place.show(values ?? {});
  return place;
}

/** Forget what was typed in a view that is closed. */
export function forget(address) {
  places.delete(JSON.stringify(address));
}

class Fields {
  constructor(address) {
    this.address = address;
    this.stored = {};
    this.typed = new Map(); // block_id and action_id as JSON → value
    this.before = Promise.resolve(); // what was asked last; each waits for the one before
  }

  /** Take in the fields that there are now; what was typed into one that has gone is forgotten. */
  show(stored) {
    this.stored = stored;
    for (const key of [...this.typed.keys()]) {
      const [block_id, action_id] = JSON.parse(key);
      if (!stored[block_id]?.[action_id]) this.typed.delete(key);
    }
  }

  /** A field's value: what was typed, else what the workspace holds. */
  value(block, element) {
    const key = keyOf(block, element);
    if (this.typed.has(key)) return this.typed.get(key);
    return given(element, this.stored[block.block_id]?.[element.action_id]);
  }

  /** Keep what was typed. */
  type(block, element, value) {
    this.typed.set(keyOf(block, element), value);
  }

  /** Let the workspace keep a field's value too, so that it is there after a reload. */
  put(block, element, value) {
    return this.inTurn(() => post("put", { ...this.addressOf(block, element), value }));
  }

  /** Send the form with all that was typed. */
  submit() {
    return this.inTurn(() => post("submit", { ...this.address, values: this.values() }));
  }

  /** Press or choose; the element's own question has been asked. */
  act(block, element, value = null) {
    return this.inTurn(async () => {
      const what = { ...this.addressOf(block, element), value, values: this.values() };
      const { revision } = await post("act", { ...what, confirmed: true });
      await reached(revision);
    });
  }

  /** The options that the app offers for what is typed into a select. */
  async suggest(block, element, query) {
    const found = await get("suggest", { ...this.addressOf(block, element), query });
    return found.option_groups?.flatMap((group) => group.options) ?? found.options ?? [];
  }

  addressOf(block, element) {
    return { ...this.address, block_id: block.block_id, action_id: element.action_id };
  }

  values() {
    const all = {};
    for (const [key, value] of this.typed) {
      const [block_id, action_id] = JSON.parse(key);
      all[block_id] = { ...all[block_id], [action_id]: value };
    }
    return all;
  }

  inTurn(work) {
    const done = this.before.then(work);
    this.before = done.catch(() => {});
    return done;
  }
}

function keyOf(block, element) {
  return JSON.stringify([block.block_id, element.action_id]);
}

/** A state as Slack writes it, as the plain value that the workspace takes. */
function given(element, stored) {
  const { type, ...rest } = stored ?? {};
  const [value] = Object.values(rest);
  if (value === undefined || value === null) return element.type.startsWith("multi_") ? [] : null;
  if (element.type.endsWith("external_select")) return value;
  if (Array.isArray(value)) return value.map((each) => each?.value ?? each);
  return value.value ?? value;
}
