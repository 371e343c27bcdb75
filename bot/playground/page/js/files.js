// Files of messages: pictures to look at, all others to download.

import { fileAddress } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const PICTURES = /\.(png|jpe?g|gif|webp|svg)$/i;

export function file(given) {
  const address = fileAddress(given.id);
  const name = given.title || given.name;
  const picture = PICTURES.test(given.name)
    ? h("img", { src: address, alt: given.alt_txt || name, loading: "lazy" })
    : null;
  return h("figure", { class: "file" }, picture,
    h("figcaption", {}, icon("file"),
      h("span", { class: "file-name" }, name, h("small", {}, size(given.size ?? 0))),
      h("a", {
        class: "icon-button", href: address, download: given.name,
        "aria-label": t("Download {name}", { name }), title: t("Download"),
      }, icon("download"))));
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
