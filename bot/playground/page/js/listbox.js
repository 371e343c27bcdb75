// A list of options at a field: the field keeps the focus, the list says which option is meant.

import { h, newId } from "./dom.js";

export class Listbox {
  /** `take(item)` is told of the item that is chosen: {label, note?} and whatever else it has. */
  constructor(field, take, kind = "") {
    this.field = field;
    this.take = take;
    this.items = [];
    this.active = -1;
    this.node = h("ul", { class: `options ${kind}`, role: "listbox", id: newId("options"), hidden: true });
    field.setAttribute("aria-controls", this.node.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  get open() {
    return !this.node.hidden;
  }

  /** Offer items, with one of them meant already or none; `nothing` is said where there are none. */
  show(items, { active = -1, nothing = "" } = {}) {
    this.items = items;
    const rows = items.map((item, at) => this.row(item, at));
    this.node.replaceChildren(...(rows.length ? rows : [h("li", { class: "nothing" }, nothing)]));
    this.toggle(rows.length > 0 || nothing !== "");
    this.mark(active);
  }

  hide() {
    this.items = [];
    this.toggle(false);
    this.mark(-1);
  }

  /** Mean the next option, or with -1 the one before. */
  move(by) {
    const { length } = this.items;
    if (!length) return;
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    this.mark((from + by + length) % length);
  }

  /** Choose what is meant, or the first where nothing is. */
  choose() {
    const item = this.items[Math.max(this.active, 0)];
    this.hide();
    this.take(item);
  }

  row(item, at) {
    return h("li", {
      role: "option", id: `${this.node.id}-${at}`, "aria-selected": "false",
      onmousedown: (event) => {
        event.preventDefault(); // the field keeps the focus
        this.mark(at);
        this.choose();
      },
    }, h("span", {}, item.label), item.note ? h("small", {}, item.note) : null);
  }

  toggle(open) {
    this.node.hidden = !open;
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", open);
  }

  mark(at) {
    this.active = at;
    [...this.node.children].forEach((row, index) => {
      if (row.role === "option") row.setAttribute("aria-selected", String(index === at));
    });
    this.node.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.node.id}-${at}`);
  }
}

/** Whether a key belongs to an input method that composes; Enter then only ends the composition. */
export function composes(event) {
  return event.isComposing || event.keyCode === 229;
}
