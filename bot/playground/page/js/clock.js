// The workspace's clock: what time it is there, and the ways to put it forward.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { complain } from "./notice.js";
import { now, reached, state } from "./state.js";
import { city, whole } from "./times.js";
import { t } from "./words.js";

const STEPS = [
  ["+10 min", 600],
  ["+1 h", 3600],
  ["+1 day", 86_400],
];
const TICK = 5000; // milliseconds between looks at the clock
let ticking = null;

export function clock() {
  const shown = h("time", { class: "now" });
  const next = h("p", { class: "next" });
  const jump = h("button", { type: "button", class: "on-dark wide-button", onclick: () => move({ to: "next-digest" }) },
    icon("skip"), h("span", {}, t("Go to the next digest")));
  const steps = STEPS.map(([label, seconds]) => h("button", {
    type: "button", class: "on-dark", onclick: () => move({ forward: seconds }),
  }, t(label)));
  const row = h("div", { class: "clock-steps", role: "group", "aria-label": t("Put the clock forward") }, steps);
  const node = h("section", { class: "clock", "aria-label": t("Clock") },
    h("div", { class: "clock-face" }, icon("clock"), shown, h("small", {}, city(state.me.tz))),
    next, jump, row);
  jump.hidden = !state.can.go_to_next_digest;
  row.hidden = !state.can.move_clock;
  next.hidden = jump.hidden;
  clearInterval(ticking);
  ticking = setInterval(tick, TICK);

  async function move(how) {
    const buttons = [jump, ...steps];
    for (const each of buttons) each.disabled = true;
    try {
      const { revision } = await post("clock", how);
      await reached(revision);
    } catch (error) {
      complain(error);
    } finally {
      for (const each of buttons) each.disabled = false;
    }
  }

  function tick() {
    const at = now();
    shown.textContent = whole(at);
    shown.dateTime = new Date(at).toISOString();
  }

  return {
    node,
    draw() {
      tick();
      const coming = state.clock.next_digest;
      next.textContent = coming
        ? t("Next digest: {when}", { when: whole(Date.parse(coming)) })
        : t("No digest is set up yet.");
    },
  };
}
