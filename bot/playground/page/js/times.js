// Moments in the chosen member's language and zone.

import { state } from "./state.js";

function written(milliseconds, how) {
  const { locale, tz } = state.me;
  return new Intl.DateTimeFormat(locale, { timeZone: tz, ...how }).format(milliseconds);
}

/** A message's ts in milliseconds. */
export function moment(ts) {
  return Number(ts) * 1000;
}

export function time(milliseconds) {
  return written(milliseconds, { hour: "numeric", minute: "2-digit" });
}

export function day(milliseconds) {
  return written(milliseconds, { weekday: "long", day: "numeric", month: "long" });
}

/** Day and time, short. */
export function whole(milliseconds) {
  return written(milliseconds, {
    weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit",
  });
}

/** The last part of a zone's name: the city. */
export function city(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}
