// What could be meant by what is typed: commands, their words, people and channels.

import { state } from "./state.js";

const MOST = 12;

/**
 * Suggestions for the text before the caret: [{label, note, from, text, sure}]. `text` replaces
 * what stands after position `from`; a `sure` one is taken by Enter, others by Tab or the arrows.
 */
export function completions(typed) {
  const found = typed.startsWith("/") ? [...ofCommand(typed), ...ofName(typed)] : ofName(typed);
  return found.slice(0, MOST);
}

/** The words of a usage hint that stand first in a part of it: `add NET402 5 · top` has two. */
export function firstWords(hint) {
  const words = parts(hint).map((part) => part.split(/\s+/)[0]);
  return [...new Set(words)].filter((word) => /^[\p{L}-]+$/u.test(word));
}

/** The parts of a usage hint, whichever sign stands between them. */
export function parts(hint) {
  return hint.split(/[·|,[\]\n]+/).map((part) => part.trim()).filter(Boolean);
}

function ofCommand(typed) {
  const { commands } = state.app;
  if (!/\s/.test(typed)) {
    return commands
      .filter(({ command }) => command.startsWith(typed) && command !== typed)
      .map(({ command, description }) => ({
        label: command, note: description, from: 0, text: `${command} `, sure: true,
      }));
  }
  const [, name, word] = /^(\S+)\s+(\S*)$/.exec(typed) ?? [];
  const command = commands.find((each) => each.command === name);
  if (!command) return [];
  return firstWords(command.usage_hint)
    .filter((each) => each.startsWith(word.toLowerCase()) && each !== word)
    .map((each) => ({
      label: `${name} ${each}`, note: noteOf(command, each), from: typed.length - word.length,
      text: `${each} `, sure: word !== "",
    }));
}

function noteOf({ usage_hint: hint }, word) {
  const part = parts(hint).find((each) => each.split(/\s+/)[0] === word);
  return part.slice(word.length).trim();
}

function ofName(typed) {
  const [, sign, name] = /(?:^|[\s:])([@#])([\p{L}\p{N}._-]*)$/u.exec(typed) ?? [];
  if (!sign) return [];
  const from = typed.length - name.length;
  const wanted = name.toLowerCase();
  const people = [...state.members.values()].filter((each) => each.id !== "USLACKBOT")
    .map((each) => ({ name: each.name, also: each.shown_name, note: each.real_name }));
  const channels = state.channels.filter((each) => each.kind !== "im" && !each.is_archived)
    .map((each) => ({ name: each.name, also: "", note: "" }));
  return (sign === "@" ? people : channels)
    .filter((each) => [each.name, each.also].some((one) => one.toLowerCase().startsWith(wanted)))
    .filter((each) => each.name !== name)
    .map((each) => ({
      label: sign + each.name, note: each.note, from, text: `${each.name} `, sure: wanted !== "",
    }));
}
