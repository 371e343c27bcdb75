// Block Kit's blocks; what is in them to tap or fill is in elements.js.

import { fileAddress } from "./api.js";
import { h, newId, reconcile } from "./dom.js";
import { element } from "./elements.js";
import { richText } from "./richtext.js";
import { plain, textObject } from "./text.js";
import { t } from "./words.js";

const BLOCKS = {
  actions, alert, context, divider, header, image, input, markdown, rich_text: richText, section, table,
};

/**
 * Let `parent` show these blocks, and under inputs the errors; a block that stays the same keeps
 * its element with all that was typed there.
 */
export function blockList(parent, blocks, place, errors = {}) {
  const items = blocks.map((each) => ({
    key: each.block_id, signature: JSON.stringify(each), build: () => block(each, place),
  }));
  reconcile(parent, items, (item) => item.build());
  for (const node of parent.children) showError(node, errors[node.dataset.key]);
}

function block(given, place) {
  const build = BLOCKS[given.type];
  const inside = build
    ? build(given, place)
    : h("p", { class: "trouble" }, t("This page cannot show a block of the type {type}.", given));
  return h("div", { class: `block ${given.type}`, dataset: { blockId: given.block_id } }, inside);
}

function section(given, place) {
  const fields = given.fields?.map((field) => h("div", { class: "words" }, textObject(field)));
  const text = h("div", { class: "text" },
    given.text ? h("div", { class: "words" }, textObject(given.text)) : null,
    fields ? h("div", { class: "fields" }, fields) : null);
  const beside = given.accessory && accessory(given, place);
  return h("div", { class: "section-row" }, text, beside ? h("div", { class: "accessory" }, beside) : null);
}

function accessory(given, place) {
  return given.accessory.type === "image" ? picture(given.accessory) : element(given.accessory, given, place);
}

function header(given) {
  return h("h3", {}, textObject(given.text));
}

function divider() {
  return h("hr");
}

function context(given) {
  return h("div", { class: "context-row" }, given.elements.map((each) =>
    each.type === "image" ? picture(each) : h("span", { class: "words" }, textObject(each))));
}

function actions(given, place) {
  return h("div", { class: "actions-row" }, given.elements.map((each) => element(each, given, place)));
}

function image(given) {
  const caption = given.title ? h("figcaption", {}, textObject(given.title)) : null;
  return h("figure", { class: "picture" }, caption, picture(given));
}

function picture({ image_url: address, slack_file: file, alt_text: alt }) {
  return h("img", { src: address ?? file.url ?? fileAddress(file.id), alt, loading: "lazy" });
}

function input(given, place) {
  const ids = { label: newId("label"), hint: newId("hint"), error: newId("error"), field: newId("field") };
  const optional = given.optional ? h("span", { class: "optional" }, ` ${t("(optional)")}`) : null;
  const field = element(given.element, given, place, ids);
  return [
    h("label", { id: ids.label, for: ids.field }, textObject(given.label), optional),
    field,
    given.hint ? h("p", { class: "hint", id: ids.hint }, textObject(given.hint)) : null,
    h("p", { class: "error", id: ids.error, role: "alert" }),
  ].filter(Boolean).reduce((all, node) => (all.append(node), all), document.createDocumentFragment());
}

function showError(node, words) {
  const error = node.querySelector(":scope > .error");
  if (!error || error.dataset.words === (words ?? "")) return;
  error.dataset.words = words ?? "";
  error.textContent = words ? t(words) : "";
  node.classList.toggle("wrong", Boolean(words));
  for (const field of node.querySelectorAll("input, textarea, select")) {
    field.setAttribute("aria-invalid", Boolean(words));
  }
}

function markdown(given) {
  return h("div", { class: "words" }, plain(given.text));
}

function alert(given) {
  return h("p", { class: `note ${given.level ?? "default"}` }, textObject(given.text));
}

function table(given) {
  const cell = (tag) => (each) =>
    h(tag, {}, each.type === "rich_text" ? richText(each) : plain(each.text ?? ""));
  const [head, ...rows] = given.rows;
  return h("div", { class: "table" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map(cell("th")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}
