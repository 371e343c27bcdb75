// The app's Home tab.

import { blockList } from "./blocks.js";
import { h } from "./dom.js";
import { placeOf } from "./fields.js";
import { shortcutsButton } from "./menus.js";
import { state } from "./state.js";
import { appTabs } from "./tabs.js";
import { t } from "./words.js";

export function homeView(opener) {
  const blocks = h("div", { class: "blocks home-blocks" });
  const empty = h("p", { class: "empty" }, t("The app has not made its Home yet."));
  const trouble = h("p", { class: "trouble", role: "alert" });
  const tabs = appTabs("home");
  const heading = h("h1", {}, state.app.name);
  const node = h("section", { class: "view", "aria-label": t("Home") },
    h("header", { class: "bar" }, opener, heading, h("span", { class: "grow" }), shortcutsButton()),
    tabs,
    h("div", { class: "scroll" }, trouble, blocks, empty));

  return {
    node,
    draw(shown) {
      node.hidden = !shown;
      if (!shown) return;
      const { home } = state;
      empty.hidden = home !== null;
      trouble.textContent = home?.trouble ? t(home.trouble) : "";
      if (!home) blocks.replaceChildren();
      else blockList(blocks, home.blocks, placeOf({ view: home.id }, home.values));
    },
  };
}
