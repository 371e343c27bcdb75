// Messages one below the other, with a line between days; it stays at its end while new ones come.

import { h, reconcile } from "./dom.js";
import { firstSteps } from "./first_steps.js";
import { message, tombstone } from "./message.js";
import { changed, state } from "./state.js";
import { day, moment } from "./times.js";
import { t } from "./words.js";

const TOGETHER = 5 * 60; // seconds between messages of one person that share one head
const dismissed = new Set();

export function messageList({ inThread }) {
  const list = h("div", {
    class: "messages", role: "log", "aria-live": "polite", "aria-label": t("Messages"),
  });
  const steps = h("div", { class: "steps", hidden: true });
  const node = h("div", { class: "scroll", tabindex: "-1" }, steps, list);
  let shown = null;
  let atEnd = true;
  let newest = "";
  let stood = 0; // where this list was scrolled to by itself
  node.addEventListener("scroll", () => {
    const left = node.scrollHeight - node.scrollTop - node.clientHeight;
    if (Math.abs(node.scrollTop - stood) > 1) atEnd = left < 60;
  });
  const toEnd = () => {
    if (!atEnd) return;
    // A message that is longer than the screen is read from its beginning.
    const end = node.scrollHeight - node.clientHeight;
    stood = Math.max(0, Math.min(end, (list.lastElementChild?.offsetTop ?? end) - 8));
    node.scrollTop = stood;
  };
  // What loads late, and a keyboard that comes up on a phone, must not hide the newest message.
  new ResizeObserver(toEnd).observe(node);
  new ResizeObserver(toEnd).observe(list);

  return {
    node,
    draw(place, messages) {
      if (place !== shown) {
        list.replaceChildren();
        atEnd = true;
      }
      shown = place;
      const standing = messages.filter((each) => !dismissed.has(each.ts));
      const last = standing.at(-1);
      // What one said, or was answered privately, is what one looks for.
      if (last?.ts > newest && (last.ephemeral || last.user === state.me.id)) atEnd = true;
      newest = last?.ts ?? "";
      const items = inThread ? rows(standing, []) : rows(...parted(standing));
      reconcile(list, items, (item) => item.build());
      if (!inThread) firstSteps(steps, place, items.length === 0);
      toEnd();
    },
  };
}

/** The messages of the channel itself, and the replies under each; deleted parents leave a mark. */
function parted(messages) {
  const isReply = (each) =>
    each.thread_ts && each.thread_ts !== each.ts && each.subtype !== "thread_broadcast";
  const replies = messages.filter(isReply);
  const top = messages.filter((each) => !isReply(each));
  const known = new Set(top.map((each) => each.ts));
  const lost = new Set(replies.map((each) => each.thread_ts).filter((ts) => !known.has(ts)));
  const marks = [...lost].map((ts) => ({ ts, gone: true }));
  return [[...top, ...marks].sort((one, other) => (one.ts < other.ts ? -1 : 1)), replies];
}

function rows(messages, replies) {
  const items = [];
  let before = null;
  for (const each of messages) {
    const date = day(moment(each.ts));
    if (date !== (before && day(moment(before.ts)))) {
      items.push({ key: `day ${date}`, signature: date, build: () => dayLine(date) });
      before = null;
    }
    const under = replies.filter((reply) => reply.thread_ts === each.ts);
    items.push(each.gone ? mark(each, under) : row(each, under, follows(before, each)));
    before = each;
  }
  return items;
}

function row(shown, replies, follow) {
  const { values, ...rest } = shown; // what was chosen is in the fields already
  const signature = JSON.stringify([rest, follow, replies.map((reply) => [reply.ts, reply.user])]);
  const dismiss = () => {
    dismissed.add(shown.ts);
    changed();
  };
  return {
    key: shown.ts, signature, build: () => message(shown, { replies, follow, dismiss }),
  };
}

function mark({ ts }, replies) {
  return { key: ts, signature: `gone ${replies.length}`, build: () => tombstone(ts, replies) };
}

function follows(before, each) {
  const short = !each.ephemeral && !each.blocks.length; // others keep a head of their own
  return short && Boolean(before) && !before.gone && !before.ephemeral
    && before.user === each.user && Number(each.ts) - Number(before.ts) < TOGETHER;
}

function dayLine(date) {
  return h("div", { class: "day", role: "separator" }, h("span", {}, date));
}
