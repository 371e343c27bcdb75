// Where one types: messages and commands, with suggestions; nothing typed is lost.

import { post } from "./api.js";
import { completions } from "./completion.js";
import { h, iconButton, newId } from "./dom.js";
import { nameOf } from "./looking.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** A composer for a channel, or with `thread` for the thread under a message. */
export function composer(channel, thread) {
  const draft = `draft ${state.me.id} ${channel.id} ${thread ?? ""}`;
  const listId = newId("suggestions");
  const name = thread ? t("Reply…") : t("Message {channel}", { channel: nameOf(channel) });
  const list = h("ul", { class: "options suggestions", role: "listbox", id: listId, hidden: true });
  const field = h("textarea", {
    rows: 1, placeholder: name, "aria-label": name, "aria-autocomplete": "list",
    "aria-controls": listId, autocomplete: "off", enterkeyhint: "send",
  });
  const send = iconButton("send", t("Send"), () => submit(), { class: "icon-button send" });
  const error = h("p", { class: "error", role: "alert" });
  const node = h("div", { class: "composer" }, list, h("div", { class: "composer-field" }, field, send), error);
  let offered = [];
  let active = -1;
  field.value = sessionStorage.getItem(draft) ?? "";

  function changed() {
    sessionStorage.setItem(draft, field.value);
    error.textContent = "";
    send.disabled = !field.value.trim();
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function offer() {
    const typed = field.value.slice(0, field.selectionStart);
    offered = thread && typed.startsWith("/") ? [] : completions(typed);
    active = offered.length && offered[0].sure ? 0 : -1;
    list.replaceChildren(...offered.map((each, at) => h("li", {
      role: "option", id: `${listId}-${at}`, "aria-selected": String(at === active),
      onmousedown: (event) => {
        event.preventDefault(); // the field keeps the focus
        accept(at);
      },
    }, h("span", {}, each.label), each.note ? h("small", {}, each.note) : null)));
    list.hidden = !offered.length;
    mark();
  }

  function mark() {
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    list.children[active]?.scrollIntoView({ block: "nearest" });
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function hide() {
    offered = [];
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function accept(at) {
    const { from, text } = offered[at];
    field.setRangeText(text, from, field.selectionStart, "end");
    changed();
    offer();
  }

  async function submit() {
    const text = field.value;
    if (!text.trim() || node.getAttribute("aria-busy")) return;
    hide();
    node.setAttribute("aria-busy", "true");
    try {
      await post("say", { channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) });
      if (field.value === text) field.value = ""; // what was typed meanwhile stays
      changed();
    } catch (refused) {
      error.textContent = t(refused.message);
    } finally {
      node.removeAttribute("aria-busy");
    }
  }

  field.addEventListener("input", () => {
    changed();
    offer();
  });
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    // While an input method composes, its keys are its own; Enter only ends the composition.
    if (event.isComposing || event.keyCode === 229) return;
    if (offered.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      active = (active + by + offered.length + (active < 0 && by < 0 ? 1 : 0)) % offered.length;
      mark();
    } else if (offered.length && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      accept(Math.max(active, 0));
    } else if (offered.length && event.key === "Escape") {
      event.preventDefault();
      hide();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (offered.length && active >= 0) accept(active);
      else submit();
    }
  });
  node.fill = (text) => {
    field.value = text;
    changed();
    field.focus();
    field.setSelectionRange(text.length, text.length);
    offer();
  };
  requestAnimationFrame(changed);
  return node;
}
