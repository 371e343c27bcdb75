// Who one is: a menu of the members, each with role, language and zone.

import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { menu } from "./menu.js";
import { complain } from "./notice.js";
import { state } from "./state.js";
import { city } from "./times.js";
import { t } from "./words.js";

export function memberSwitcher(become) {
  const { me } = state;
  const opener = h("button", { type: "button", class: "member" }, avatar(me),
    h("span", { class: "who" }, h("strong", {}, me.real_name), h("small", {}, about(me))), icon("down"));
  opener.setAttribute("aria-label", t("You are {name}. Be someone else", { name: me.real_name }));
  const people = [...state.members.values()].filter((each) => !each.is_bot);
  return menu(opener, () => people.map((each) => ({
    label: each.real_name, note: about(each), checked: each.id === me.id,
    run: () => {
      if (each.id !== me.id) become(each.id).catch(complain);
    },
  })));
}

function about(member) {
  const role = member.title ? t(member.title) : t(member.is_admin ? "Admin" : "Member");
  return [role, language(member.locale), city(member.tz)].join(" · ");
}

function language(locale) {
  const names = new Intl.DisplayNames([state.me.locale], { type: "language" });
  return names.of(locale.split("-")[0]);
}
