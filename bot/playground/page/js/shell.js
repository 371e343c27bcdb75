// The frame: sidebar, what is looked at, the thread beside it, and the lines above them.

import { h, iconButton } from "./dom.js";
import { channelView } from "./channel.js";
import { homeView } from "./home.js";
import { HOME } from "./looking.js";
import { refusalsBar } from "./refusals.js";
import { sidebar } from "./sidebar.js";
import { state } from "./state.js";
import { threadPanel } from "./thread.js";
import { notices } from "./notice.js";
import { t } from "./words.js";

/** Build the page for the member; gives the function that draws it after each change. */
export function shell(root, become) {
  const side = sidebar({ become, close: () => drawer(false) });
  const opener = iconButton("menu", t("Open the menu"), () => drawer(true), {
    class: "icon-button menu-opener", "aria-controls": "sidebar", "aria-expanded": "false",
  });
  const offline = h("p", { class: "offline", role: "status", hidden: true },
    t("The workspace does not answer. Asking again…"));
  const refusals = refusalsBar();
  const home = homeView(opener);
  const channel = channelView(opener);
  const main = h("main", { id: "main" }, offline, refusals.node, home.node, channel.node);
  const thread = threadPanel();
  const veil = h("div", { class: "veil", onclick: () => drawer(false) });
  const skip = h("a", { class: "skip", href: "#main" }, t("Skip to the messages"));
  root.replaceChildren(skip, side.node, veil, main, thread.node, notices());

  function drawer(open) {
    root.classList.toggle("drawer-open", open);
    for (const each of root.querySelectorAll(".menu-opener")) each.setAttribute("aria-expanded", open);
    if (open) side.node.querySelector("button, a").focus();
    else if (side.node.contains(document.activeElement)) {
      root.querySelector("section:not([hidden]) > header .menu-opener")?.focus();
    }
  }
  root.onkeydown = (event) => {
    if (event.key === "Escape" && root.classList.contains("drawer-open")) drawer(false);
  };

  return function draw(looking) {
    offline.hidden = state.connected;
    refusals.draw();
    side.draw(looking);
    home.draw(looking.at === HOME);
    channel.draw(looking.at === HOME ? null : looking.at);
    thread.draw(looking);
    root.classList.toggle("with-thread", looking.thread !== null);
  };
}
