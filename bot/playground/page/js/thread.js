// The thread beside the channel: a message, its replies, and a composer for more.

import { composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { nameOf, openThread } from "./looking.js";
import { messageList } from "./message_list.js";
import { channelOf, messagesOf } from "./state.js";
import { t } from "./words.js";

export function threadPanel() {
  const where = h("span", { class: "where" });
  const closer = iconButton("close", t("Close the thread"), () => openThread(null));
  const list = messageList({ inThread: true });
  const foot = h("div", { class: "foot" });
  // Slack answers privately in the channel, which a narrow page does not show beside the thread.
  const elsewhere = h("button", { type: "button", class: "link elsewhere", onclick: () => openThread(null) });
  const head = h("header", { class: "bar" }, h("h2", {}, t("Thread")), where,
    h("span", { class: "grow" }), closer);
  const node = h("aside", { class: "thread", "aria-label": t("Thread"), hidden: true },
    head, list.node, elsewhere, foot);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) openThread(null);
  });
  let shown = "";
  let known = ""; // the newest private answer in the channel when the thread was opened

  return {
    node,
    draw({ at, thread }) {
      node.hidden = thread === null;
      if (thread === null) {
        shown = "";
        return;
      }
      const channel = channelOf(at);
      where.textContent = nameOf(channel);
      const inThread = (message) => message.ts === thread || message.thread_ts === thread;
      list.draw(`${at} ${thread}`, messagesOf(at).filter(inThread));
      const answer = messagesOf(at).filter((each) => each.ephemeral && !each.thread_ts).at(-1)?.ts ?? "";
      elsewhere.textContent = t("An answer came in {channel}", { channel: nameOf(channel) });
      elsewhere.hidden = shown !== `${at} ${thread}` || answer <= known;
      if (shown === `${at} ${thread}`) return;
      shown = `${at} ${thread}`;
      known = answer;
      const closed = channel.is_archived || !channel.is_member;
      foot.replaceChildren(...(closed ? [] : [composer(channel, thread)]));
      closer.focus();
    },
  };
}
