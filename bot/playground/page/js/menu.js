// A menu that opens at its button, above everything else, and is walked through with the arrows.

import { h, newId } from "./dom.js";

/** `items()` gives [{label, note?, checked?, run}] each time the menu opens. */
export function menu(opener, items) {
  const id = newId("menu");
  const list = h("div", { class: "menu", role: "menu", id, popover: "auto" });
  Object.entries({ "aria-haspopup": "menu", "aria-controls": id, "aria-expanded": "false" })
    .forEach(([name, value]) => opener.setAttribute(name, value));
  opener.addEventListener("click", () => {
    list.replaceChildren(...items().map(entry));
    list.showPopover();
    stand();
    (list.querySelector('[aria-checked="true"]') ?? list.firstElementChild)?.focus();
  });
  list.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    opener.setAttribute("aria-expanded", open);
    if (!open) list.replaceChildren();
  });
  list.addEventListener("keydown", (event) => {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1,
    }[event.key];
    if (event.key === "Tab") list.hidePopover();
    if (event.key === "Escape") event.stopPropagation(); // the menu closes, not what is below it
    if (to === undefined) return;
    event.preventDefault();
    all[to % all.length].focus();
  });

  function entry({ label, note, checked, run }) {
    return h("button", {
      type: "button", role: checked === undefined ? "menuitem" : "menuitemradio", tabindex: "-1",
      "aria-checked": checked === undefined ? null : String(checked),
      onclick: () => {
        list.hidePopover();
        run();
      },
    }, h("span", {}, label), note ? h("small", {}, note) : null);
  }

  function stand() {
    const at = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = list;
    const below = at.bottom + 4 + height <= innerHeight;
    list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    list.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - height)}px`;
  }
  return h("span", { class: "menu-place" }, opener, list);
}
