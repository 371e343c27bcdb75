// The sidebar: who one is, the app, the channels, the clock, the demo's conference.

import { post } from "./api.js";
import { clock } from "./clock.js";
import { h, icon, iconButton, reconcile } from "./dom.js";
import { HOME, lookAt, unread } from "./looking.js";
import { memberSwitcher } from "./members.js";
import { complain, tell } from "./notice.js";
import { state } from "./state.js";
import { t, tMany } from "./words.js";

export function sidebar({ become, close }) {
  const app = h("ul");
  const channels = h("ul");
  const time = clock();
  const demo = demoButton();
  const node = h("nav", { class: "sidebar", id: "sidebar", "aria-label": t("Workspace") },
    h("header", {},
      h("div", { class: "team" }, icon("spark"),
        h("div", {}, h("strong", {}, state.team.name), h("small", {}, t("A Slack on this machine")))),
      iconButton("close", t("Close the menu"), close, { class: "icon-button closer" })),
    memberSwitcher(become),
    h("div", { class: "places" },
      h("h2", {}, t("App")), app,
      h("h2", {}, t("Channels")), channels),
    h("div", { class: "tools-box" }, demo, time.node));

  function show(list, entries) {
    const items = entries.map((each) => ({
      key: each.place, signature: JSON.stringify(each), build: () => entry(each, close),
    }));
    reconcile(list, items, (item) => item.build());
  }

  return {
    node,
    draw({ at }) {
      const rooms = state.channels.filter((each) => each.kind !== "im");
      const direct = state.channels.filter((each) => each.kind === "im");
      const home = { place: HOME, image: "home", name: t("Home"), current: at === HOME };
      show(app, [
        ...(state.app.home_tab ? [home] : []),
        ...direct.map((each) => ({ ...inside(each, at), image: "message", name: t("Messages") })),
      ]);
      show(channels, rooms.map((each) => inside(each, at)));
      time.draw();
    },
  };
}

/** What the sidebar says of a channel. */
function inside({ id, name, kind, is_member: isMember, is_archived: isArchived }, at) {
  return {
    place: id, name, image: kind === "private" ? "lock" : "hash", current: at === id,
    news: isMember ? unread(id) : 0, faint: isArchived || !isMember,
  };
}

function entry({ place, image, name, current, news = 0, faint = false }, close) {
  const count = news && !current
    ? h("span", { class: "count" }, String(news),
      h("span", { class: "visually-hidden" }, ` ${tMany("unread message", "unread messages", news)}`))
    : null;
  const go = () => {
    lookAt(place);
    close();
  };
  return h("li", {}, h("button", {
    type: "button", onclick: go, dataset: { place, actionId: place }, "aria-current": current ? "page" : null,
    class: [count && "unread", faint && "faint"].filter(Boolean).join(" "),
  }, icon(image), h("span", { class: "name" }, name), count));
}

function demoButton() {
  const button = h("button", { type: "button", class: "on-dark wide-button", hidden: !state.can.load_demo },
    icon("spark"), h("span", {}, t("Load the demo conference")));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { said } = await post("load-demo");
      tell(said ?? t("The demo conference is loaded."));
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
