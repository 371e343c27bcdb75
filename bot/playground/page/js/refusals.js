// What the app sent that Slack would not have taken; seen only where there is any.

import { h, icon } from "./dom.js";
import { state } from "./state.js";
import { t, tMany } from "./words.js";

export function refusalsBar() {
  const summary = h("summary");
  const list = h("ol");
  const node = h("details", { class: "refusals", hidden: true }, summary, list);
  let shown = "";

  return {
    node,
    draw() {
      const now = JSON.stringify(state.refusals);
      if (now === shown) return;
      shown = now;
      node.hidden = !state.refusals.length;
      const said = tMany("{count} thing that the app sent is refused or doubtful in Slack",
        "{count} things that the app sent are refused or doubtful in Slack", state.refusals.length);
      summary.replaceChildren(icon("warning"), said);
      list.replaceChildren(...[...state.refusals].reverse().map(entry));
    },
  };
}

function entry({ where, error, pointer, reason, refused }) {
  return h("li", {},
    h("span", { class: refused ? "badge refused" : "badge" }, refused ? t("refused") : t("doubtful")),
    h("strong", {}, where), h("code", {}, error), pointer ? h("code", { class: "pointer" }, pointer) : null,
    h("span", {}, reason));
}
