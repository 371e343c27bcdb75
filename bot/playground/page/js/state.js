// What the chosen member sees, kept up to date by asking for changes without end.

import { actAs, actor, get } from "./api.js";

const PAUSES = [500, 1000, 2000, 5000]; // milliseconds before asking again after a failure

export const state = {
  me: null,
  revision: 0,
  team: {},
  app: { name: "", commands: [], shortcuts: [] },
  members: new Map(),
  channels: [],
  messages: new Map(), // channel id → Map of ts → message
  modals: [],
  home: null,
  clock: { now: null, next_digest: null },
  clockAt: 0, // when the clock was told, by performance.now()
  refusals: [],
  can: {},
  connected: true,
};

const listeners = new Set();
const waiting = new Set();
let asking = null;

/** Call `listener` after each change. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Tell everyone that something has changed which only the page knows. */
export function changed() {
  for (const listener of listeners) listener();
}

/** Become a member: take in everything that they see, and follow it from there. */
export async function enter(member) {
  const all = await get("state", { as: member });
  asking?.abort();
  actAs(member);
  state.messages = new Map();
  state.members = new Map(all.members.map((each) => [each.id, each]));
  Object.assign(state, { me: state.members.get(all.me), team: all.team, app: all.app, can: all.can });
  take(all);
  follow();
}

/** Wait until the page shows what the workspace had at a revision. */
export function reached(revision) {
  if (state.revision >= revision) return Promise.resolve();
  return new Promise((resolve) => waiting.add({ revision, resolve }));
}

/** The messages of a channel by ts, oldest first. */
export function messagesOf(channel) {
  const there = [...(state.messages.get(channel)?.values() ?? [])];
  return there.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

export function channelOf(id) {
  return state.channels.find((channel) => channel.id === id);
}

/** The workspace's time, in milliseconds. */
export function now() {
  return Date.parse(state.clock.now) + performance.now() - state.clockAt;
}

function take(news) {
  for (const message of news.messages) {
    if (!state.messages.has(message.channel)) state.messages.set(message.channel, new Map());
    const there = state.messages.get(message.channel);
    if (message.deleted) there.delete(message.ts);
    else there.set(message.ts, message);
  }
  const { revision, modals, home, clock, refusals, channels } = news;
  Object.assign(state, { revision, modals, home, clock, refusals, channels });
  state.clockAt = performance.now();
  state.connected = true;
  changed();
  for (const each of waiting) {
    if (each.revision > revision) continue;
    waiting.delete(each);
    each.resolve();
  }
}

/** Ask for changes for as long as the page is looked at: a browser has few connections. */
async function follow() {
  asking?.abort();
  const mine = (asking = new AbortController());
  let failures = 0;
  while (!mine.signal.aborted && !document.hidden) {
    try {
      const news = await get("updates", { since: state.revision }, mine.signal);
      failures = 0;
      if (news.revision < state.revision) return await enter(actor()); // another workspace by now
      take(news);
    } catch {
      if (mine.signal.aborted) return undefined;
      state.connected = false;
      changed();
      await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(failures, 3)]));
      failures += 1;
    }
  }
  return undefined;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) asking?.abort();
  else if (state.me) follow();
});
