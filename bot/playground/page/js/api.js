// The calls to the workspace, in the name of the member who is chosen.

import { t } from "./words.js";

const ROOT = "/_playground/";
let member = "U0LOCAL";

/** What the workspace did not do; `message` can be shown, `confirm` is a dialog to show first. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error);
    this.status = status;
    this.confirm = answer.confirm ?? null;
  }
}

export function actAs(id) {
  member = id;
}

export function actor() {
  return member;
}

export function get(path, query = {}, signal = undefined) {
  return asked(`${ROOT}${path}?${new URLSearchParams({ as: member, ...query })}`, { signal });
}

export function post(path, body = {}) {
  return asked(ROOT + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: member, ...body }),
  });
}

/** The address of a file's content, for the member. */
export function fileAddress(id) {
  return `${ROOT}file?${new URLSearchParams({ as: member, id })}`;
}

async function asked(address, how) {
  let answer;
  try {
    answer = await fetch(address, how);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { error: t("The workspace does not answer. Is the demo still running?") });
  }
  const body = await answer.json().catch(() => ({ error: `HTTP ${answer.status}` }));
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}
