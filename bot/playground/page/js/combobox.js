// A field that finds while one types and lets one choose, one or many, by keys, mouse and finger.

import { h, iconButton, newId } from "./dom.js";
import { t } from "./words.js";

const PAUSE = 120; // milliseconds without a stroke before it is searched

/**
 * Items are {value, label, note?}. `find(query)` resolves to items, `choose(items, node)` is told
 * of each change, `least` is how much has to be typed before anything is searched.
 */
export function combobox({ attributes, placeholder, chosen, many, most = Infinity, least = 0, find, choose }) {
  const listId = newId("options");
  const list = h("ul", { class: "options", role: "listbox", id: listId, hidden: true });
  const field = h("input", {
    type: "text", role: "combobox", autocomplete: "off", placeholder, "aria-controls": listId,
    "aria-expanded": "false", "aria-autocomplete": "list", ...attributes,
  });
  const chips = h("div", { class: "chips" });
  const clear = iconButton("close", t("Clear"), () => set([]), { class: "icon-button clear" });
  const said = h("span", { class: "visually-hidden", "aria-live": "polite" });
  const node = h("div", { class: "combobox" }, chips, h("div", { class: "combo-field" }, field, clear), list, said);
  let items = [];
  let active = -1;
  let search = 0;
  let timer = null;

  function set(now) {
    chosen = now;
    showChosen();
    choose(chosen, field);
  }

  function showChosen() {
    chips.replaceChildren(...(many ? chosen.map(chip) : []));
    field.value = many ? "" : chosen[0]?.label ?? "";
    clear.hidden = many || !chosen.length;
  }

  function chip(item) {
    const away = () => set(chosen.filter((each) => each !== item));
    return h("span", { class: "chip" }, item.label,
      iconButton("close", t("Remove {name}", { name: item.label }), away));
  }

  async function open(query) {
    const mine = (search += 1);
    if ([...query].length < least) return show([], t("Type at least {count} characters.", { count: least }));
    if (!items.length) show([], t("Searching…"));
    const found = await find(query).catch(() => null);
    if (mine !== search || document.activeElement !== field) return undefined;
    return found ? show(found, t("Nothing found.")) : show([], t("The options could not be loaded."));
  }

  function show(found, nothing) {
    items = found.filter((item) => !many || !chosen.some((each) => each.value === item.value));
    active = -1;
    const rows = items.map((item, at) => h("li", {
      role: "option", id: `${listId}-${at}`, "aria-selected": "false", onmousedown: (event) => {
        event.preventDefault(); // the field keeps the focus
        take(at);
      },
    }, item.label, item.note ? h("small", {}, item.note) : null));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "nothing" }, nothing)]));
    said.textContent = rows.length ? t("{count} options", { count: rows.length }) : nothing;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    list.scrollIntoView({ block: "nearest" });
  }

  function close() {
    search += 1;
    clearTimeout(timer);
    list.hidden = true;
    items = [];
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function move(by) {
    if (!items.length) return;
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (active + by + items.length + (active < 0 && by < 0 ? 1 : 0)) % items.length;
    list.children[active].setAttribute("aria-selected", "true");
    list.children[active].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function take(at) {
    const item = items[at];
    close();
    set(many ? [...chosen, item].slice(0, most) : [item]);
  }

  field.addEventListener("focus", () => {
    if (!many && chosen.length) field.select();
  });
  field.addEventListener("click", () => {
    if (list.hidden) open(chosen.length && !many ? "" : field.value);
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => open(field.value), PAUSE);
  });
  field.addEventListener("blur", () => {
    close();
    showChosen(); // what was typed and not chosen is no choice
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const opened = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (opened) move(event.key === "ArrowDown" ? 1 : -1);
      else open(chosen.length && !many ? "" : field.value);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (opened && items.length) take(Math.max(active, 0));
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      event.stopPropagation();
      close();
      showChosen();
    } else if (event.key === "Backspace" && many && !field.value && chosen.length) {
      set(chosen.slice(0, -1));
    }
  });
  showChosen();
  return node;
}
