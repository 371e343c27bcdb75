// Building and changing the document. Whatever people or apps wrote gets in as text nodes only.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  bolt: "M13 2 4 14h7l-1 8 9-12h-7z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3 2",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9l6 6 6-6",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  hash: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  menu: "M4 7h16M4 12h16M4 17h16",
  message: "M4 5h16v11H9l-5 4z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  reply: "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12h5",
  send: "M4 4l17 8-17 8 3-8zM7 12h8",
  skip: "M5 5l8 7-8 7zM18 5v14",
  spark: "M12 3l2 6 6 2-6 2-2 6-2-6-6-2 6-2z",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17v.01",
};

/** Make an element; `on…` attributes are listeners, true sets and false or null leaves out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.dataset.icon = name;
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** A button that shows an icon and says its name to those who can't see it. */
export function iconButton(name, label, onclick, more = {}) {
  const described = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return h("button", { ...described, onclick, ...more }, icon(name));
}

let count = 0;

/** An id that no other element of the page has. */
export function newId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/**
 * Let `parent` hold one element for each item, in order. An element stays as it is, with the focus
 * and all that was typed in it, as long as its item's `signature` is the same.
 */
export function reconcile(parent, items, build) {
  const keys = new Set(items.map((item) => item.key));
  const standing = new Map();
  for (const node of [...parent.children]) {
    if (keys.has(node.dataset.key)) standing.set(node.dataset.key, node);
    else node.remove();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    let node = standing.get(item.key);
    if (node?.signature !== item.signature) {
      const fresh = build(item);
      fresh.dataset.key = item.key;
      fresh.signature = item.signature;
      if (node) {
        if (node === place) place = fresh;
        exchange(node, fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/** Put a new element where an old one stands, and keep the focus where it was. */
function exchange(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const same = focused.dataset.actionId
    ? fresh.querySelector(`[data-action-id="${CSS.escape(focused.dataset.actionId)}"]`)
    : null;
  if (!same && !fresh.hasAttribute("tabindex")) fresh.tabIndex = -1;
  (same ?? fresh).focus({ preventScroll: true });
}
