/** Completion in the composer: slash commands at the start of a message, people and channels anywhere in it. */
import { globalEntries } from "./shortcuts.js";
import { app, workspace } from "./store.js";

const MOST = 8;

function commands(word) {
  return workspace.value.commands
    .filter((command) => command.command.startsWith(word))
    .map((command) => ({
      key: command.command,
      title: command.command,
      usage: command.usage_hint ?? "",
      note: command.description ?? "",
      insert: `${command.command} `,
    }));
}

function shortcuts(word) {
  const wanted = word.slice(1).toLowerCase();
  return globalEntries()
    .filter((entry) => ` ${entry.label.toLowerCase()}`.includes(` ${wanted}`))
    .map((entry) => ({ key: entry.key, title: entry.label, usage: "", note: entry.note, insert: "", run: entry.run }));
}

function people(word) {
  const wanted = word.slice(1).toLowerCase();
  return workspace.value.users
    .filter((user) => !user.deleted && `${user.name} ${user.real_name}`.toLowerCase().includes(wanted))
    .sort((one, other) => Number(other.id === app.value.bot_user_id) - Number(one.id === app.value.bot_user_id))
    .map((user) => ({
      key: user.id,
      title: user.real_name || user.name,
      usage: `@${user.name}`,
      note: user.title ?? "",
      insert: `@${user.name} `,
    }));
}

function channels(word) {
  const wanted = word.slice(1).toLowerCase();
  return workspace.value.channels
    .filter((channel) => channel.kind !== "im" && channel.name.includes(wanted))
    .map((channel) => ({
      key: channel.id,
      title: `#${channel.name}`,
      usage: "",
      note: channel.topic ?? "",
      insert: `#${channel.name} `,
    }));
}

/**
 * What may stand where the caret is.
 * @param {string} text
 * @param {number} caret
 * @param {boolean} inThread commands can't be used in threads
 * @returns {{from: number, to: number, label: string, items: object[]}|null} an item with `run` is done, not inserted
 */
export function completionsAt(text, caret, inThread) {
  if (!workspace.value) return null;
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) {
    const found = inThread ? [] : commands(command[0]);
    const whole = found.some((item) => item.key === command[0]);
    const items = [...found.slice(0, MOST), ...(whole ? [] : shortcuts(command[0]))];
    const label = items.length > found.length ? "Commands and shortcuts" : "Commands";
    return items.length ? { from: 0, to: caret, label, items } : null;
  }
  const word = /(?:^|[\s(])([@#][\w.-]*)$/.exec(before)?.[1];
  if (!word) return null;
  const items = word[0] === "@" ? people(word) : channels(word);
  const label = word[0] === "@" ? "People" : "Channels";
  return items.length ? { from: caret - word.length, to: caret, label, items: items.slice(0, MOST) } : null;
}
