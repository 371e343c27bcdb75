// rich_text blocks: paragraphs, lists, quotes, preformatted text, and what stands in their lines.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channel, link, person } from "./text.js";
import { whole } from "./times.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", underline: "u", code: "code" };

export function richText(block) {
  return h("div", { class: "rich" }, block.elements.map(part));
}

function part(element) {
  switch (element.type) {
    case "rich_text_list": return list(element);
    case "rich_text_quote": return h("blockquote", {}, line(element));
    case "rich_text_preformatted": return h("pre", {}, line(element));
    default: return h("div", { class: "words" }, line(element));
  }
}

function list({ style, indent = 0, offset = 0, elements }) {
  const items = elements.map((item) => h("li", {}, line(item)));
  const depth = Math.min(indent, 8);
  const described = { class: "list", "data-indent": depth, "data-style": depth % 3 };
  return style === "ordered" ? h("ol", { ...described, start: offset + 1 }, items) : h("ul", described, items);
}

function line({ elements }) {
  return elements.map((element) => styled(run(element), element.style ?? {}));
}

function run(element) {
  switch (element.type) {
    case "text": return document.createTextNode(element.text);
    case "link": return link(element.url, element.text);
    case "emoji": return document.createTextNode(emoji(`:${element.name}:`));
    case "user": return person(element.user_id);
    case "channel": return channel(element.channel_id);
    case "broadcast": return broadcast(element.range);
    case "date": return document.createTextNode(element.fallback ?? whole(element.timestamp * 1000));
    case "color": return h("code", {}, element.value);
    default: return document.createTextNode(element.text ?? "");
  }
}

function styled(node, style) {
  return Object.entries(STYLES).reduce(
    (inside, [name, tag]) => (style[name] ? h(tag, {}, inside) : inside), node);
}
