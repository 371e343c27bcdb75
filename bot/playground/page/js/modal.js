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
    modal.leave();
  }
  views.forEach((view, at) => {
    if (!open.has(view.id)) open.set(view.id, new Modal(view.id));
    open.get(view.id).draw(view, at === views.length - 1);
  });
}

class Modal {
  constructor(id) {
    this.id = id;
    this.back = document.activeElement;
    this.heading = h("h2", { id: newId("modal") });
    this.blocks = h("div", { class: "blocks" });
    this.trouble = h("p", { class: "trouble", role: "alert", hidden: true }, icon("warning"), h("span"));
    this.closer = h("button", { type: "button", class: "button", onclick: () => this.close() });
    this.submitter = h("button", { type: "submit", class: "button primary" }, h("span"));
    this.form = h("form", { novalidate: true },
      h("header", {}, this.heading, iconButton("close", t("Close"), () => this.close())),
      h("div", { class: "dialog-body", tabindex: "-1" }, this.blocks), this.trouble,
      h("div", { class: "dialog-foot" }, this.closer, this.submitter));
    this.dialog = h("dialog", { class: "modal", "aria-labelledby": this.heading.id },
      this.form, h("div", { class: "notices" }));
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    // A browser closes a dialog at a second Escape whatever the page says to the first.
    this.dialog.addEventListener("close", () => {
      if (open.has(this.id)) this.close();
    });
  }

  draw(view, onTop) {
    this.place = placeOf({ view: this.id }, view.values);
    this.heading.replaceChildren(textObject(view.title));
    blockList(this.blocks, view.blocks, this.place, view.errors);
    this.submitter.hidden = !view.submit;
    if (view.submit) this.submitter.firstChild.replaceChildren(textObject(view.submit));
    this.closer.replaceChildren(view.close ? textObject(view.close) : t("Close"));
    this.trouble.hidden = !view.trouble;
    this.trouble.lastChild.textContent = view.trouble ? t(view.trouble) : "";
    this.dialog.classList.toggle("below", !onTop);
    if (!this.dialog.isConnected) this.appear();
  }

  appear() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    const first = this.blocks.querySelector("[autofocus]") ?? this.blocks.querySelector("input, textarea, select");
    first?.focus();
  }

  leave() {
    forget({ view: this.id });
    this.dialog.remove();
    if (this.back?.isConnected) this.back.focus({ preventScroll: true });
  }

  async submit() {
    if (this.submitter.hidden || this.submitter.hasAttribute("aria-busy")) return;
    const sent = await working(this.submitter, () => this.place.submit());
    if (!sent || !this.dialog.open) return;
    if (this.trouble.hidden) this.form.querySelector(".wrong :is(input, textarea, select)")?.focus();
  }

  async close() {
    await working(this.closer, () => post("close", { view: this.id }));
  }
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
