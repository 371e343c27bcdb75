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
  const head = h("header", { class: "bar" }, h("h2", {}, t("Thread")), where,
    h("span", { class: "grow" }), closer);
  const node = h("aside", { class: "thread", "aria-label": t("Thread"), hidden: true },
    head, list.node, foot);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) openThread(null);
  });
  let shown = "";

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
      if (shown === `${at} ${thread}`) return;
      shown = `${at} ${thread}`;
      const closed = channel.is_archived || !channel.is_member;
      foot.replaceChildren(...(closed ? [] : [composer(channel, thread)]));
      closer.focus();
    },
  };
}
