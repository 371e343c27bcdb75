// Block Kit's interactive elements: buttons, menus, boxes; the others are in modules of their own.

import { confirmed } from "./confirm.js";
import { h, icon, newId } from "./dom.js";
import { described } from "./labels.js";
import { date, moment, number, text, time } from "./inputs.js";
import { fileInput } from "./file_input.js";
import { menu } from "./menu.js";
import { complain } from "./notice.js";
import { people, select, multiSelect, externalSelect } from "./selects.js";
import { safeAddress, textObject } from "./text.js";
import { t } from "./words.js";

const ELEMENTS = {
  button, overflow, checkboxes: choices, radio_buttons: choices,
  plain_text_input: text, email_text_input: text, url_text_input: text,
  number_input: number, datepicker: date, timepicker: time, datetimepicker: moment,
  file_input: fileInput, static_select: select, multi_static_select: multiSelect,
  external_select: externalSelect, multi_external_select: externalSelect,
  users_select: people, channels_select: people, conversations_select: people,
  multi_users_select: people, multi_channels_select: people, multi_conversations_select: people,
};

/** Build an element; `ids` are those of the label, hint and error of the input block around it. */
export function element(given, block, place, ids = null) {
  const build = ELEMENTS[given.type];
  if (!build) return h("p", { class: "trouble" }, t("This page cannot show a {type}.", given));
  return build({ given, block, place, ids, ...dealings(given, block, place) });
}

/** How an element tells of a change: to the app where it hears of it, else to the workspace. */
function dealings(given, block, place) {
  const silent = block.type === "input" && !block.dispatch_action;
  return {
    keep: (value) => place.type(block, given, value),
    value: () => place.value(block, given),
    async choose(value, node) {
      if (!silent && given.confirm && !(await confirmed(given.confirm))) return;
      place.type(block, given, value);
      await busy(node, () => (silent ? place.put(block, given, value) : place.act(block, given, value)));
    },
    async press(value, node) {
      if (given.confirm && !(await confirmed(given.confirm))) return;
      await busy(node, () => place.act(block, given, value));
    },
  };
}

/** Show that an element waits for the app, and say what went wrong. */
async function busy(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    complain(error);
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function button({ given, press }) {
  const address = safeAddress(given.url);
  const node = h(address ? "a" : "button", {
    class: `button ${given.style ?? ""}`, "aria-label": given.accessibility_label,
    dataset: { actionId: given.action_id },
    ...(address
      ? { href: address, target: "_blank", rel: "noopener noreferrer" }
      : { type: "button" }),
    onclick: () => {
      if (node.getAttribute("aria-busy") !== "true") press(null, node);
    },
  }, h("span", {}, textObject(given.text)));
  return node;
}

function overflow({ given, press }) {
  const opener = h("button", {
    type: "button", class: "button more", "aria-label": t("More actions"),
    dataset: { actionId: given.action_id },
  }, icon("more"));
  return menu(opener, () => given.options.map((option) => ({
    label: option.text.text, note: option.description?.text,
    run: () => press(option.value ?? option.text.text, opener),
  })));
}

/** Checkboxes and radio buttons. */
function choices({ given, ids, value, choose }) {
  const many = given.type === "checkboxes";
  const name = newId("choice");
  const chosen = [value() ?? []].flat();
  const group = h("fieldset", {
    class: "choices", role: many ? "group" : "radiogroup",
    dataset: { actionId: given.action_id },
    ...(ids ? { ...described(given, ids), id: null } : { "aria-label": t("Choose") }),
  });
  given.options.forEach((option, at) => {
    const box = h("input", {
      type: many ? "checkbox" : "radio", name, value: option.value, id: at || !ids ? null : ids.field,
      checked: chosen.includes(option.value), onchange: changed,
    });
    const words = h("span", {}, textObject(option.text),
      option.description ? h("small", {}, textObject(option.description)) : null);
    group.append(h("label", {}, box, words));
  });
  function changed() {
    const ticked = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    choose(many ? ticked : ticked[0], group);
  }
  return group;
}
