// The two sides of the app: its Home and its messages.

import { h, icon } from "./dom.js";
import { HOME, lookAt } from "./looking.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** The row of tabs, with the `current` one ("home" or "messages") marked. */
export function appTabs(current) {
  const tab = (name, label, image, place) =>
    h("button", {
      type: "button", class: "tab", onclick: () => lookAt(place),
      "aria-current": name === current ? "page" : null,
    }, icon(image), label);
  return h("nav", { class: "tabs", "aria-label": state.app.name },
    state.app.home_tab ? tab("home", t("Home"), "home", HOME) : null,
    tab("messages", t("Messages"), "message", state.me.dm));
}
