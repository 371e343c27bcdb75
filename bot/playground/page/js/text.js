// Slack's texts: plain ones with emoji names, and mrkdwn with its marks, links and mentions.

import { emoji, EMOJI_NAME } from "./emoji.js";
import { h } from "./dom.js";
import { state } from "./state.js";

const MARKS = [
  { sign: "\\*", tag: "strong" },
  { sign: "_", tag: "em" },
  { sign: "~", tag: "del" },
];
const PIECE = new RegExp(
  [
    "<(?<entity>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    ...MARKS.map(({ sign, tag }) =>
      `(?<![\\p{L}\\p{N}${sign}])${sign}(?=\\S)(?<${tag}>[^\\n]*?[^\\s${sign}])${sign}(?![\\p{L}\\p{N}${sign}])`),
    `(?<name>${EMOJI_NAME})`,
    "(?<address>https?://[^\\s<>|]+[^\\s<>|.,:;!?)\\]}'\"])",
  ].join("|"), "gu");

/** A text object of Block Kit, of either kind. */
export function textObject(object) {
  if (!object) return document.createTextNode("");
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text);
}

/** Text in which only emoji names mean something. */
export function plain(text) {
  const parts = text.split(new RegExp(`(${EMOJI_NAME})`, "u")); // odd ones are names
  return fragment(parts.map((part, at) => (at % 2 ? emoji(part) : part)));
}

/** Slack's own light markup. */
export function mrkdwn(text) {
  const parts = text.split(/```\n?([\s\S]+?)```/); // odd ones stood between fences
  return fragment(parts.flatMap((part, at) =>
    at % 2 ? h("pre", {}, decoded(part.replace(/\n$/, ""))) : quoted(part)));
}

/** The address, if it leads to the web or a mailbox; else null. */
export function safeAddress(address) {
  return /^(https?:\/\/|mailto:)/i.test(address ?? "") ? address : null;
}

export function link(address, label) {
  const safe = safeAddress(address);
  if (!safe) return document.createTextNode(label || address);
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, label || address);
}

export function person(id) {
  const name = state.members.get(id)?.shown_name ?? id;
  return h("span", { class: id === state.me.id ? "mention me" : "mention" }, `@${name}`);
}

export function channel(id, label = "") {
  const known = state.channels.find((each) => each.id === id)?.name;
  return h("span", { class: "mention" }, `#${known ?? (label || id)}`);
}

export function broadcast(range) {
  return h("span", { class: "mention me" }, `@${range}`);
}

function fragment(nodes) {
  const made = document.createDocumentFragment();
  made.append(...nodes);
  return made;
}

function quoted(text) {
  const nodes = [];
  for (const run of text.split(/((?:^(?:&gt;|>) ?.*(?:\n|$))+)/m)) {
    if (/^(&gt;|>)/.test(run)) {
      const inside = run.replace(/\n$/, "").replace(/^(?:&gt;|>) ?/gm, "");
      nodes.push(h("blockquote", {}, inline(inside)));
    } else if (run) nodes.push(inline(run));
  }
  return nodes;
}

function inline(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(PIECE)) {
    nodes.push(decoded(text.slice(done, match.index)), piece(match.groups));
    done = match.index + match[0].length;
  }
  nodes.push(decoded(text.slice(done)));
  return fragment(nodes);
}

function piece(found) {
  if (found.entity) return entity(found.entity);
  if (found.code) return h("code", {}, decoded(found.code));
  if (found.name) return emoji(found.name);
  if (found.address) return link(decoded(found.address));
  const { tag } = MARKS.find((mark) => found[mark.tag]);
  return h(tag, {}, inline(found[tag]));
}

function entity(inside) {
  const [target, label = ""] = inside.split("|", 2).map(decoded);
  if (target.startsWith("@")) return person(target.slice(1));
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(target, label);
}

function special(command, label) {
  const [name] = command.split("^");
  if (["here", "channel", "everyone"].includes(name)) return broadcast(name);
  return document.createTextNode(label || name);
}

function decoded(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
