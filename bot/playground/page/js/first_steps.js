// What to do in a channel where nothing stands yet.

import { parts } from "./completion.js";
import { h, icon } from "./dom.js";
import { channelOf, state } from "./state.js";
import { t } from "./words.js";

/** Fill `node` while the channel is empty. */
export function firstSteps(node, channel, empty) {
  node.hidden = !empty;
  if (!empty || node.dataset.channel === channel) return;
  node.dataset.channel = channel;
  const { commands, name } = state.app;
  const open = channelOf(channel)?.is_member && !channelOf(channel).is_archived;
  node.replaceChildren(
    h("div", { class: "steps-mark" }, icon("spark")),
    h("h2", {}, t("Nothing here yet")),
    h("p", {}, t("This is a Slack workspace of its own, with {app} in it. Try one of these:", { app: name })),
    h("div", { class: "tries" }, open ? commands.flatMap(tries).map(tryIt) : []));
}

function tries({ command, usage_hint: hint }) {
  return [command, ...parts(hint).slice(0, 4).map((part) => `${command} ${part}`)];
}

function tryIt(text) {
  return h("button", {
    type: "button", class: "try",
    onclick: (event) => event.target.closest(".view").querySelector(".composer").fill(text),
  }, text);
}
