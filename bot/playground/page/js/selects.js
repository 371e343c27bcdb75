// Elements to choose from a list: given with the element, asked of the app, or the workspace's own.

import { combobox } from "./combobox.js";
import { h } from "./dom.js";
import { described } from "./labels.js";
import { nameOf } from "./looking.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** One of the given options. */
export function select({ given, ids, block, value, choose }) {
  const empty = given.placeholder?.text ?? t("Choose an option");
  const node = h("select", { dataset: { actionId: given.action_id }, ...described(given, ids) },
    h("option", { value: "", disabled: block.type !== "input" }, empty));
  const groups = given.option_groups ?? [];
  node.append(
    ...(given.options ?? []).map(option),
    ...groups.map(({ label, options }) => h("optgroup", { label: label.text }, options.map(option))));
  node.value = value() ?? "";
  node.addEventListener("change", () => choose(node.value || null, node));
  return node;
}

/** Several of the given options. */
export function multiSelect(part) {
  const { given, value, choose } = part;
  const options = [...(given.options ?? []), ...(given.option_groups ?? []).flatMap((g) => g.options)];
  const items = options.map((each) => ({ value: each.value, label: each.text.text }));
  return combobox({
    ...frame(part), many: true, find: async (query) => matching(items, query),
    chosen: items.filter((item) => (value() ?? []).includes(item.value)),
    choose: (chosen, node) => choose(chosen.map((item) => item.value), node),
  });
}

/** Options that the app finds for what is typed. */
export function externalSelect(part) {
  const { given, block, place, value, choose } = part;
  const many = given.type.startsWith("multi_");
  const item = (each) => ({ value: each.value, label: each.text.text, note: each.description?.text, whole: each });
  return combobox({
    ...frame(part), many, least: given.min_query_length ?? 3,
    find: async (query) => (await place.suggest(block, given, query)).map(item),
    chosen: [value() ?? []].flat().map(item),
    choose: (chosen, node) => {
      const options = chosen.map((each) => each.whole);
      choose(many ? options : options[0] ?? null, node);
    },
  });
}

/** People, channels, or both, of the workspace. */
export function people(part) {
  const { given, value, choose } = part;
  const many = given.type.startsWith("multi_");
  const items = directory(given.type);
  return combobox({
    ...frame(part), many, find: async (query) => matching(items, query),
    chosen: items.filter((item) => [value() ?? []].flat().includes(item.value)),
    choose: (chosen, node) => {
      const ids = chosen.map((each) => each.value);
      choose(many ? ids : ids[0] ?? null, node);
    },
  });
}

function frame({ given, ids }) {
  return {
    most: given.max_selected_items, placeholder: given.placeholder?.text ?? t("Choose an option"),
    attributes: { dataset: { actionId: given.action_id }, ...described(given, ids) },
  };
}

function directory(type) {
  const members = [...state.members.values()].filter((each) => each.id !== "USLACKBOT");
  const persons = members.map((each) => ({ value: each.id, label: each.shown_name }));
  const open = state.channels.filter((each) => !each.is_archived && each.kind !== "im");
  const channels = open.map((each) => ({ value: each.id, label: nameOf(each) }));
  if (type.includes("users")) return persons;
  return type.includes("channels") ? channels : [...channels, ...persons];
}

function matching(items, query) {
  const wanted = query.normalize("NFKC").toLowerCase();
  return items.filter((item) => item.label.normalize("NFKC").toLowerCase().includes(wanted));
}

function option({ text, value }) {
  return h("option", { value }, text.text);
}
