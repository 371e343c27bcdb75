// A field that finds while one types and lets one choose, one or many, by keys, mouse and finger.

import { h, iconButton } from "./dom.js";
import { composes, Listbox } from "./listbox.js";
import { t } from "./words.js";

const PAUSE = 120; // milliseconds without a stroke before it is searched

/**
 * Build one. Items are {value, label, note?}; `find(query)` resolves to items, `choose(items, node)`
 * is told of each change, `least` is how much has to be typed before anything is searched.
 */
export function combobox(asked) {
  return new Combobox(asked).node;
}

class Combobox {
  constructor({ attributes, placeholder, chosen, many, most = Infinity, least = 0, find, choose }) {
    Object.assign(this, { chosen, many, most, least, find, choose, searches: 0, timer: null });
    this.field = h("input", {
      type: "text", role: "combobox", autocomplete: "off", placeholder, "aria-expanded": "false",
      ...attributes,
    });
    this.list = new Listbox(this.field, (item) => this.add(item));
    this.chips = h("div", { class: "chips" });
    this.clear = iconButton("close", t("Clear"), () => this.set([]), { class: "icon-button clear" });
    this.said = h("span", { class: "visually-hidden", "aria-live": "polite" });
    this.node = h("div", { class: "combobox" }, this.chips,
      h("div", { class: "combo-field" }, this.field, this.clear), this.list.node, this.said);
    this.listen();
    this.show();
  }

  listen() {
    const { field } = this;
    field.addEventListener("focus", () => {
      if (!this.many && this.chosen.length) field.select();
    });
    field.addEventListener("click", () => {
      if (!this.list.open) this.search(this.typed());
    });
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(field.value), PAUSE);
    });
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => {
      if (!composes(event)) this.key(event);
    });
  }

  key(event) {
    const { list } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.open) list.move(event.key === "ArrowDown" ? 1 : -1);
      else this.search(this.typed());
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.items.length) list.choose();
    } else if (event.key === "Escape" && list.open) {
      event.preventDefault();
      event.stopPropagation(); // the list closes, not the dialog around it
      this.close();
    } else if (event.key === "Backspace" && this.many && !this.field.value && this.chosen.length) {
      this.set(this.chosen.slice(0, -1));
    }
  }

  /** What is searched for when the list is opened: a choice that stands there is no query. */
  typed() {
    return this.chosen.length && !this.many ? "" : this.field.value;
  }

  async search(query) {
    const mine = (this.searches += 1);
    if ([...query].length < this.least) {
      this.offer([], t("Type at least {count} characters.", { count: this.least }));
      return;
    }
    if (!this.list.open) this.offer([], t("Searching…"));
    const found = await this.find(query).catch(() => null);
    if (mine !== this.searches || document.activeElement !== this.field) return;
    if (found) this.offer(found, t("Nothing found."));
    else this.offer([], t("The options could not be loaded."));
  }

  offer(found, nothing) {
    const items = found.filter((item) => !this.many || !this.chosen.some((each) => each.value === item.value));
    this.list.show(items, { nothing });
    this.said.textContent = items.length ? t("{count} options", { count: items.length }) : nothing;
    this.list.node.scrollIntoView({ block: "nearest" });
  }

  /** Close the list; what was typed and not chosen is no choice. */
  close() {
    this.searches += 1; // a search that is under way comes too late
    clearTimeout(this.timer);
    this.list.hide();
    this.show();
  }

  add(item) {
    this.searches += 1;
    this.set(this.many ? [...this.chosen, item].slice(0, this.most) : [item]);
  }

  set(chosen) {
    this.chosen = chosen;
    this.show();
    this.choose(chosen, this.field);
  }

  show() {
    this.chips.replaceChildren(...(this.many ? this.chosen.map((item) => this.chip(item)) : []));
    this.field.value = this.many ? "" : this.chosen[0]?.label ?? "";
    this.clear.hidden = this.many || !this.chosen.length;
  }

  chip(item) {
    const away = () => this.set(this.chosen.filter((each) => each !== item));
    return h("span", { class: "chip" }, item.label,
      iconButton("close", t("Remove {name}", { name: item.label }), away));
  }
}
