// Elements to type into: texts, numbers, dates and times.

import { h } from "./dom.js";
import { described } from "./labels.js";
import { composes } from "./listbox.js";
import { city } from "./times.js";
import { state } from "./state.js";

const KINDS = { email_text_input: "email", url_text_input: "url" };

export function text(part) {
  const { given } = part;
  const kind = given.multiline ? { rows: 4 } : { type: "text", inputmode: KINDS[given.type] };
  return typed(part, h(given.multiline ? "textarea" : "input", {
    ...kind, autocomplete: "off", maxlength: given.max_length, ...common(part),
  }));
}

export function number(part) {
  const { given } = part;
  return typed(part, h("input", {
    type: "text", inputmode: given.is_decimal_allowed ? "decimal" : "numeric",
    autocomplete: "off", class: "short", ...common(part),
  }));
}

export function date(part) {
  return picked(part, h("input", { type: "date", class: "short", ...common(part) }));
}

export function time(part) {
  return picked(part, h("input", { type: "time", class: "short", ...common(part) }));
}

/** A moment in seconds since 1970, shown in the member's own zone. */
export function moment(part) {
  const { tz } = state.me;
  const node = h("input", { type: "datetime-local", class: "short", ...common(part), title: city(tz) });
  const at = part.value();
  if (at) node.value = wallTime(at * 1000, tz);
  node.addEventListener("change", () => part.choose(node.value ? inZone(node.value, tz) : null, node));
  return node;
}

function common({ given, ids }) {
  return {
    placeholder: given.placeholder?.text, dataset: { actionId: given.action_id },
    autofocus: given.focus_on_load, ...described(given, ids),
  };
}

/** What is typed is kept at each stroke, and given to the workspace when the field is left. */
function typed({ given, block, keep, value, choose, press }, node) {
  const when = given.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  node.value = value() ?? "";
  node.addEventListener("input", () => {
    keep(node.value);
    if (block.dispatch_action && when.includes("on_character_entered")) choose(node.value, node);
  });
  node.addEventListener("change", () => {
    if (!block.dispatch_action) choose(node.value, node);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composes(event)) return;
    if (node.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey) return;
    if (block.dispatch_action && when.includes("on_enter_pressed")) {
      event.preventDefault();
      press(node.value, node);
    } else if (node.tagName === "TEXTAREA") node.form?.requestSubmit();
  });
  return node;
}

function picked({ value, choose }, node) {
  node.value = value() ?? "";
  node.addEventListener("change", () => choose(node.value || null, node));
  return node;
}

function wallTime(milliseconds, zone) {
  const how = { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" };
  const shown = new Intl.DateTimeFormat("sv-SE", how).format(milliseconds); // writes as ISO does
  return shown.replace(" ", "T");
}

function inZone(wall, zone) {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = Date.parse(`${wallTime(asUtc, zone)}Z`) - asUtc;
  return Math.round((asUtc - offset) / 1000);
}
