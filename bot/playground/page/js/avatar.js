// A picture for everyone: initials on a colour of their own.

import { h, icon } from "./dom.js";
import { state } from "./state.js";

const COLOURS = 8;

export function avatar(member, size = "") {
  const name = member?.real_name ?? "?";
  const app = member?.is_bot;
  const colour = app ? "app" : `c${[...state.members.keys()].indexOf(member?.id) % COLOURS}`;
  return h("div", { class: `avatar ${colour} ${size}`, "aria-hidden": "true" },
    app ? icon("spark") : initials(name));
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  // A Japanese family name's first sign stands for the person; two would read as a word.
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(name)) return [...words[0]][0];
  return words.map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
}
