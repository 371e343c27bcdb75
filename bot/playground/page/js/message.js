// One message: who, when, what, its files, its troubles, and what can be done with it.

import { blockList } from "./blocks.js";
import { attachment } from "./attachments.js";
import { avatar } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";
import { placeOf } from "./fields.js";
import { file } from "./files.js";
import { openThread } from "./looking.js";
import { moreActions } from "./menus.js";
import { state } from "./state.js";
import { mrkdwn } from "./text.js";
import { moment, time, whole } from "./times.js";
import { t, tMany } from "./words.js";

/** `follow` leaves out the head, since the message above is of the same person. */
export function message(shown, { replies, follow, dismiss }) {
  const writer = state.members.get(shown.user);
  const body = h("div", { class: "body" },
    shown.ephemeral ? onlyYou(dismiss) : null,
    follow ? null : head(shown, writer),
    content(shown),
    shown.edited ? h("span", { class: "edited" }, t("(edited)")) : null,
    (shown.attachments ?? []).map(attachment),
    (shown.files ?? []).map(file),
    shown.trouble ? h("p", { class: "trouble", role: "alert" }, icon("warning"), t(shown.trouble)) : null,
    repliesLine(shown.ts, replies));
  const side = follow
    ? h("time", { class: "aside-time", "aria-hidden": "true" }, time(moment(shown.ts)))
    : avatar(writer);
  return h("article", {
    class: classes(shown, follow), dataset: { ts: shown.ts },
    "aria-label": `${writer?.shown_name ?? shown.user}, ${time(moment(shown.ts))}`,
  }, side, body, shown.ephemeral ? null : tools(shown));
}

/** What is left of a deleted message with replies. */
export function tombstone(ts, replies) {
  return h("article", { class: "message tombstone", dataset: { ts } },
    h("div", { class: "avatar gone" }, icon("close")),
    h("div", { class: "body" }, h("p", {}, t("This message was deleted.")), repliesLine(ts, replies)));
}

function classes({ ephemeral, user }, follow) {
  return [
    "message",
    follow && "follow",
    ephemeral && "ephemeral",
    user === "USLACKBOT" && "from-slack",
  ].filter(Boolean).join(" ");
}

function head(shown, writer) {
  const at = moment(shown.ts);
  return h("div", { class: "head" },
    h("strong", {}, writer?.shown_name ?? shown.user),
    writer?.is_bot && shown.user !== "USLACKBOT" ? h("span", { class: "badge" }, t("App")) : null,
    h("time", { datetime: new Date(at).toISOString(), title: whole(at) }, time(at)));
}

function onlyYou(dismiss) {
  return h("div", { class: "only-you" }, icon("eye"), h("span", {}, t("Only visible to you")),
    h("span", { "aria-hidden": "true" }, "·"),
    h("button", { type: "button", class: "link", onclick: dismiss }, t("Dismiss message")));
}

function content(shown) {
  if (!shown.blocks?.length) return h("div", { class: "words" }, mrkdwn(shown.text ?? ""));
  const blocks = h("div", { class: "blocks" });
  const place = placeOf({ channel: shown.channel, ts: shown.ts }, shown.values);
  blockList(blocks, shown.blocks, place);
  return blocks;
}

function repliesLine(ts, replies) {
  if (!replies.length) return null;
  const writers = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  const count = tMany("{count} reply", "{count} replies", replies.length);
  return h("button", { type: "button", class: "replies", onclick: () => openThread(ts) },
    writers.map((id) => avatar(state.members.get(id), "small")), h("span", {}, count),
    h("time", {}, time(moment(replies.at(-1).ts))));
}

function tools(shown) {
  const root = shown.thread_ts ?? shown.ts;
  return h("div", { class: "tools" },
    iconButton("reply", t("Reply in thread"), () => openThread(root)), moreActions(shown));
}
