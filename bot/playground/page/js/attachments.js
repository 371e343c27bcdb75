// The older kind of message parts, also what a forwarded message comes as.

import { h } from "./dom.js";
import { mrkdwn, safeAddress } from "./text.js";

export function attachment(given) {
  const title = given.title ?? "";
  const address = safeAddress(given.title_link ?? given.from_url);
  return h("blockquote", { class: "attachment" },
    given.author_name ? h("strong", {}, given.author_name) : null,
    title ? h("div", {}, address ? h("a", { href: address, rel: "noopener noreferrer" }, title) : title) : null,
    h("div", { class: "words" }, mrkdwn(given.text ?? given.fallback ?? "")));
}
