// The app's modals: a stack of dialogs of which the topmost is seen.

import { post } from "./api.js";
import { blockList } from "./blocks.js";
import { h, icon, iconButton, newId } from "./dom.js";
import { forget, placeOf } from "./fields.js";
import { complain } from "./notice.js";
import { reached } from "./state.js";
import { textObject } from "./text.js";
import { t } from "./words.js";

const open = new Map(); // view id → its modal

/** Show this stack of views, the bottom one first. */
export function showModals(views) {
  const ids = new Set(views.map((view) => view.id));
  for (const [id, modal] of open) {
    if (ids.has(id)) continue;
    open.delete(id);
    forget({ view: id });
    modal.goneFor();
  }
  views.forEach((view, at) => {
    if (!open.has(view.id)) open.set(view.id, made(view.id));
    open.get(view.id).draw(view, at === views.length - 1);
  });
}

function made(id) {
  const heading = h("h2", { id: newId("modal") });
  const blocks = h("div", { class: "blocks" });
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true }, icon("warning"), h("span"));
  const body = h("div", { class: "dialog-body", tabindex: "-1" }, blocks);
  const closeButton = h("button", { type: "button", class: "button", onclick: close });
  const submit = h("button", { type: "submit", class: "button primary" }, h("span"));
  const form = h("form", { novalidate: true },
    h("header", {}, heading, iconButton("close", t("Close"), close)),
    body, trouble, h("div", { class: "dialog-foot" }, closeButton, submit));
  const dialog = h("dialog", { class: "modal", "aria-labelledby": heading.id }, form, h("div", { class: "notices" }));
  const back = document.activeElement;
  let place = null;
  let hash = null;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.hidden || submit.getAttribute("aria-busy") === "true") return;
    const sent = await working(submit, () => place.submit());
    if (!sent || !dialog.open) return;
    if (trouble.hidden) form.querySelector(".wrong :is(input, textarea, select)")?.focus();
    else trouble.scrollIntoView({ block: "nearest" });
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  // A browser closes a dialog at a second Escape whatever the page says to the first.
  dialog.addEventListener("close", () => {
    if (open.has(id)) close();
  });

  async function close() {
    await working(closeButton, () => post("close", { view: id }));
  }

  return {
    goneFor() {
      dialog.remove();
      if (back?.isConnected) back.focus({ preventScroll: true });
    },
    draw(view, onTop) {
      place = placeOf({ view: id }, view.values);
      heading.replaceChildren(textObject(view.title));
      blockList(blocks, view.blocks, place, view.errors);
      submit.hidden = !view.submit;
      if (view.submit) submit.firstChild.replaceChildren(textObject(view.submit));
      closeButton.replaceChildren(view.close ? textObject(view.close) : t("Close"));
      trouble.hidden = !view.trouble;
      trouble.lastChild.textContent = view.trouble ? t(view.trouble) : "";
      dialog.classList.toggle("below", !onTop);
      dialog.dataset.callbackId = view.callback_id;
      if (!dialog.isConnected) {
        document.body.append(dialog);
        dialog.showModal();
        (blocks.querySelector("[autofocus], input, textarea, select") ?? heading).focus();
      } else if (hash !== view.hash) body.scrollTop = Math.min(body.scrollTop, body.scrollHeight);
      hash = view.hash;
    },
  };
}

/** Do something that the button waits for; gives whether it went well. */
async function working(button, work) {
  button.setAttribute("aria-busy", "true");
  try {
    const { revision } = await work();
    await reached(revision);
    return true;
  } catch (error) {
    complain(error);
    return false;
  } finally {
    button.removeAttribute("aria-busy");
  }
}
