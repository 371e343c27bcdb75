// What the member looks at: a channel with or without a thread, or the app's Home; what is unread.

import { post } from "./api.js";
import { changed, channelOf, messagesOf, state } from "./state.js";
import { t } from "./words.js";

export const looking = { at: null, thread: null };
export const HOME = "home";

/** Look at a channel, or with HOME at the app's Home. */
export function lookAt(place) {
  const before = looking.at;
  looking.at = place;
  looking.thread = null;
  markRead();
  changed();
  if (place === before && place !== HOME) return;
  if (place === HOME || place === state.me.dm) tellOfTab(place === HOME ? "home" : "messages");
}

/** Open the thread under a message of the channel, or close it with null. */
export function openThread(ts) {
  looking.thread = ts;
  changed();
}

/** What the page is called while this is looked at. */
export function title() {
  if (looking.at === HOME) return t("Home");
  return nameOf(channelOf(looking.at));
}

/** A channel's name as it is shown; the DM with the app has the app's. */
export function nameOf(channel) {
  if (!channel) return "";
  return channel.kind === "im" ? state.app.name : `#${channel.name}`;
}

/** Take up what the address says, else the first channel that the member is in, DMs apart. */
export function fromAddress() {
  const wanted = new URLSearchParams(location.search).get("in");
  const known = wanted === HOME ? state.app.home_tab : channelOf(wanted);
  const open = state.channels.filter((channel) => channel.is_member && !channel.is_archived);
  const first = open.find((channel) => channel.kind !== "im") ?? open[0];
  looking.at = known ? wanted : first?.id;
  looking.thread = null;
  if (looking.at === HOME) tellOfTab("home");
}

/** Keep the address right, so that reloading or a bookmark leads back here. */
export function intoAddress() {
  const query = new URLSearchParams({ as: state.me.id, in: looking.at });
  history.replaceState(null, "", `?${query}`);
  if (!document.hidden) markRead();
}

/** How many messages of others a channel has that the member has not looked at. */
export function unread(channel) {
  const read = readUntil()[channel] ?? "";
  return messagesOf(channel).filter((message) => isNews(message) && message.ts > read).length;
}

function isNews(message) {
  const inThread = message.thread_ts && message.thread_ts !== message.ts;
  return message.user !== state.me.id && !inThread;
}

function markRead() {
  const newest = messagesOf(looking.at).at(-1)?.ts;
  const until = readUntil();
  if (!newest || newest === until[looking.at]) return;
  sessionStorage.setItem(readKey(), JSON.stringify({ ...until, [looking.at]: newest }));
}

function readUntil() {
  return JSON.parse(sessionStorage.getItem(readKey()) ?? "{}");
}

function readKey() {
  return `read ${state.me.id}`;
}

async function tellOfTab(tab) {
  // A workspace that does not answer is said at the top of the page already.
  await post("home", { tab }).catch(() => {});
}
