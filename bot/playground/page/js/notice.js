// Short words that appear for a moment: what was done, what could not be done.

import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

const SHOWN = 8000; // milliseconds
const list = h("div", { class: "notices" });

/** The place of the notices. */
export function notices() {
  return list;
}

/** Say that something was done. */
export function tell(words) {
  show(words, "status");
}

/** Say what went wrong, in words of the workspace. */
export function complain(error) {
  show(t(error.message), "alert");
}

function show(words, role) {
  const note = h("div", { class: `notice ${role}`, role }, h("span", {}, words),
    iconButton("close", t("Dismiss"), () => note.remove()));
  // What is in a modal dialog hides the page behind it, so the words go where the person looks.
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  (dialog?.querySelector(".notices") ?? list).append(note);
  setTimeout(() => note.remove(), SHOWN);
}
