// The question that an element asks before it does anything.

import { h, newId } from "./dom.js";
import { textObject } from "./text.js";

/** Ask; resolves to whether the person agreed. */
export function confirmed({ title, text, confirm, deny, style }) {
  const heading = newId("confirm");
  const back = document.activeElement;
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": heading },
      h("h2", { id: heading }, textObject(title)),
      h("div", { class: "words" }, textObject(text)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close("") }, textObject(deny)),
        h("button", {
          type: "button", class: `button ${style ?? "primary"}`, autofocus: true,
          onclick: () => dialog.close("yes"),
        }, textObject(confirm))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      back?.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
