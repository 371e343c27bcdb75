// The page's own words, in English and Japanese.

import { JAPANESE } from "./words_ja.js";

let japanese = false;

/** Take the language of a locale such as `ja-JP`; all others than Japanese read English. */
export function setLanguage(locale) {
  japanese = locale.startsWith("ja");
}

/** Say it in the member's language, with its `{words}` filled in. */
export function t(message, words = {}) {
  const said = (japanese && JAPANESE[message]) || message;
  return said.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
}

/** Say the form that fits the count, which fills `{count}`. */
export function tMany(one, many, count) {
  return t(count === 1 ? one : many, { count });
}
