// Where one types: messages and commands, with suggestions; nothing typed is lost.

import { post } from "./api.js";
import { completions } from "./completion.js";
import { h, iconButton } from "./dom.js";
import { composes, Listbox } from "./listbox.js";
import { nameOf } from "./looking.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** A composer for a channel, or with `thread` for the thread under a message. */
export function composer(channel, thread) {
  return new Composer(channel, thread).node;
}

class Composer {
  constructor(channel, thread) {
    Object.assign(this, { channel, thread, draft: `draft ${state.me.id} ${channel.id} ${thread ?? ""}` });
    const name = thread ? t("Reply…") : t("Message {channel}", { channel: nameOf(channel) });
    this.field = h("textarea", {
      rows: 1, placeholder: name, "aria-label": name, autocomplete: "off", enterkeyhint: "send",
    });
    this.field.value = sessionStorage.getItem(this.draft) ?? "";
    this.list = new Listbox(this.field, (item) => this.accept(item), "suggestions");
    this.send = iconButton("send", t("Send"), () => this.submit(), { class: "icon-button send" });
    this.error = h("p", { class: "error", role: "alert" });
    this.node = h("div", { class: "composer" }, this.list.node,
      h("div", { class: "composer-field" }, this.field, this.send), this.error);
    this.node.fill = (text) => this.fill(text);
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("blur", () => this.list.hide());
    this.field.addEventListener("keydown", (event) => {
      if (!composes(event)) this.key(event);
    });
    requestAnimationFrame(() => this.keep());
  }

  /** Put a text in, ready to be changed or sent. */
  fill(text) {
    this.field.value = text;
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    this.changed();
  }

  key(event) {
    const { list } = this;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const sends = event.key === "Enter" && !event.shiftKey;
    if (list.open && arrow) list.move(arrow);
    else if (list.open && event.key === "Tab" && !event.shiftKey) list.choose();
    else if (list.open && event.key === "Escape") list.hide();
    else if (sends && list.active >= 0) list.choose();
    else if (sends) this.submit();
    else return;
    event.preventDefault();
  }

  changed() {
    this.keep();
    const typed = this.field.value.slice(0, this.field.selectionStart);
    const offered = this.thread && typed.startsWith("/") ? [] : completions(typed);
    this.list.show(offered, { active: offered[0]?.sure ? 0 : -1 });
  }

  /** Keep what is typed through reloads, and give it room. */
  keep() {
    sessionStorage.setItem(this.draft, this.field.value);
    this.error.textContent = "";
    this.send.disabled = !this.field.value.trim();
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  accept({ from, text }) {
    this.field.setRangeText(text, from, this.field.selectionStart, "end");
    this.changed();
  }

  async submit() {
    const text = this.field.value;
    if (!text.trim() || this.node.hasAttribute("aria-busy")) return;
    this.list.hide();
    this.node.setAttribute("aria-busy", "true");
    try {
      const thread = this.thread ? { thread_ts: this.thread } : {};
      await post("say", { channel: this.channel.id, text, ...thread });
      if (this.field.value === text) this.field.value = ""; // what was typed meanwhile stays
      this.keep();
    } catch (refused) {
      this.error.textContent = t(refused.message);
    } finally {
      this.node.removeAttribute("aria-busy");
    }
  }
}
