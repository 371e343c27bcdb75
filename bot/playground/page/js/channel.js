// A channel, or the direct messages with the app: its head, its messages, its composer.

import { post } from "./api.js";
import { composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { nameOf } from "./looking.js";
import { shortcutsButton } from "./menus.js";
import { messageList } from "./message_list.js";
import { complain } from "./notice.js";
import { channelOf, messagesOf, state } from "./state.js";
import { appTabs } from "./tabs.js";
import { t } from "./words.js";

export function channelView(opener) {
  const heading = h("h1");
  const invite = h("button", { type: "button", class: "quiet", onclick: () => enter("invite") },
    t("Add {app} to this channel", { app: state.app.name }));
  const tabs = appTabs("messages");
  const list = messageList({ inThread: false });
  const foot = h("div", { class: "foot" });
  const node = h("section", { class: "view" },
    h("header", { class: "bar" }, opener.cloneNode(true), heading, h("span", { class: "grow" }), invite,
      shortcutsButton()),
    tabs, list.node, foot);
  node.querySelector(".menu-opener").addEventListener("click", () => opener.click());
  const footer = footOf(foot, enter);
  let shown = null;

  function enter(how) {
    post(how, { channel: shown }).catch(complain);
  }

  return {
    node,
    draw(id) {
      node.hidden = id === null;
      const channel = id && channelOf(id);
      if (!channel) return;
      const direct = channel.kind === "im";
      shown = id;
      node.setAttribute("aria-label", nameOf(channel));
      heading.replaceChildren(...headOf(channel));
      invite.hidden = direct || channel.bot_is_member || !channel.is_member || channel.is_archived;
      tabs.hidden = !direct;
      list.draw(id, messagesOf(id));
      footer(channel);
    },
  };
}

function headOf(channel) {
  if (channel.kind === "im") return [state.app.name];
  return [icon(channel.kind === "private" ? "lock" : "hash"), channel.name];
}

/** The composer, or why there is none; it is made anew only where that changes. */
function footOf(foot, enter) {
  let made = "";
  return (channel) => {
    const now = `${channel.id} ${channel.is_member} ${channel.is_archived}`;
    if (made === now) return;
    made = now;
    if (channel.is_archived) foot.replaceChildren(h("p", {}, t("This channel is archived.")));
    else if (!channel.is_member) {
      const join = h("button", { type: "button", class: "primary", onclick: () => enter("join") },
        t("Join {channel}", { channel: nameOf(channel) }));
      foot.replaceChildren(h("p", {}, t("You are not in this channel.")), join);
    } else {
      foot.replaceChildren(composer(channel, null));
      // On a phone the keyboard would cover what one came to read.
      if (matchMedia("(min-width: 721px)").matches) foot.querySelector("textarea").focus();
    }
  };
}
