// The page's beginning: who looks, where, and everything that follows a change.

import { actor } from "./api.js";
import { fromAddress, intoAddress, looking, title } from "./looking.js";
import { showModals } from "./modal.js";
import { shell } from "./shell.js";
import { enter, onChange, state } from "./state.js";
import { setLanguage } from "./words.js";

const root = document.getElementById("page");
let redraw = () => {};
let drawnFor = null;

/** Look at the workspace as another member. */
async function become(member) {
  try {
    await enter(member);
  } catch (error) {
    if (drawnFor) throw error;
    root.replaceChildren(document.createTextNode(error.message));
  }
}

function draw() {
  if (drawnFor !== state.me.id) {
    drawnFor = state.me.id;
    setLanguage(state.me.locale);
    document.documentElement.lang = state.me.locale;
    fromAddress();
    redraw = shell(root, become);
  }
  document.title = `${title()} – ${state.team.name}`;
  intoAddress();
  redraw(looking);
  showModals(state.modals);
}

onChange(draw);
become(new URLSearchParams(location.search).get("as") ?? actor());
