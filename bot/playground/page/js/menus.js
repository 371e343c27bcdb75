// The app's shortcuts: global ones behind the bolt, those of a message behind its dots.

import { post } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { menu } from "./menu.js";
import { complain } from "./notice.js";
import { state } from "./state.js";
import { t } from "./words.js";

export function shortcutsButton() {
  const opener = h("button", { type: "button", class: "quiet shortcuts" }, icon("bolt"),
    h("span", { class: "wide" }, t("Shortcuts")));
  opener.setAttribute("aria-label", t("Shortcuts"));
  const place = menu(opener, () => entries("global", {}));
  place.hidden = !of("global").length;
  return place;
}

export function moreActions({ channel, ts }) {
  const opener = iconButton("more", t("More actions"), () => {});
  const place = menu(opener, () => entries("message", { channel, ts }));
  place.hidden = !of("message").length;
  return place;
}

function of(type) {
  return state.app.shortcuts.filter((shortcut) => shortcut.type === type);
}

function entries(type, address) {
  return of(type).map(({ name, description, callback_id }) => ({
    label: name, note: description,
    run: () => post("shortcut", { callback_id, ...address }).catch(complain),
  }));
}
