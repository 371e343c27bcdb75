// The element that takes files; each goes to the workspace as soon as it is chosen.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { described } from "./labels.js";
import { complain } from "./notice.js";
import { t } from "./words.js";

export function fileInput({ given, ids, value, choose }) {
  const most = given.max_files ?? 10;
  const list = h("ul", { class: "chosen-files" });
  const field = h("input", {
    type: "file", multiple: most > 1, dataset: { actionId: given.action_id },
    accept: given.filetypes?.map((kind) => `.${kind}`).join(","), ...described(given, ids),
  });
  let files = value() ?? [];
  field.addEventListener("change", async () => {
    const added = [...field.files].slice(0, most - files.length);
    field.value = "";
    try {
      for (const file of added) files = [...files, await sent(file)];
    } catch (error) {
      complain(error);
    }
    show();
    await choose(files, field);
  });

  function show() {
    list.replaceChildren(...files.map((file) =>
      h("li", {}, icon("file"), h("span", {}, file.name), h("button", {
        type: "button", class: "link",
        onclick: () => {
          files = files.filter((each) => each !== file);
          show();
          choose(files, field);
        },
      }, t("Remove")))));
    field.disabled = files.length >= most;
  }
  show();
  return h("div", { class: "file-input" }, field, list);
}

async function sent(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  const { file: kept } = await post("upload", { name: file.name, content: btoa(text) });
  return kept;
}
