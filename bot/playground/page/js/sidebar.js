// The sidebar: who one is, the app, the channels, the clock, the demo's conference.

import { post } from "./api.js";
import { clock } from "./clock.js";
import { h, icon, iconButton } from "./dom.js";
import { HOME, lookAt, nameOf, unread } from "./looking.js";
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

  const go = (place) => () => {
    lookAt(place);
    close();
  };
  return {
    node,
    draw(looking) {
      const at = looking.at;
      const home = entry({ image: "home", name: t("Home"), current: at === HOME, go: go(HOME) });
      app.replaceChildren(...(state.app.home_tab ? [home] : []), ...state.channels
        .filter((each) => each.kind === "im")
        .map((each) => entry({
          image: "message", name: t("Messages"), current: at === each.id, go: go(each.id),
          news: unread(each.id), id: each.id,
        })));
      channels.replaceChildren(...state.channels
        .filter((each) => each.kind !== "im")
        .map((each) => entry({
          image: each.kind === "private" ? "lock" : "hash", name: each.name, id: each.id,
          current: at === each.id, go: go(each.id), news: each.is_member ? unread(each.id) : 0,
          faint: each.is_archived || !each.is_member, label: nameOf(each),
        })));
      time.draw();
    },
  };
}

function entry({ image, name, label, current, go, news = 0, faint = false, id = HOME }) {
  const count = news && !current
    ? h("span", { class: "count" }, String(news),
      h("span", { class: "visually-hidden" }, ` ${tMany("unread message", "unread messages", news)}`))
    : null;
  return h("li", {}, h("button", {
    type: "button", onclick: go, dataset: { place: id }, "aria-current": current ? "page" : null,
    class: [count && "unread", faint && "faint"].filter(Boolean).join(" "),
  }, icon(image), h("span", { class: "name", title: label }, name), count));
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
