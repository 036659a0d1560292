/** The loaded conversations: merging what arrives, unread marks, and what is announced. */
import { plainText } from "./mrkdwn.js";
import { nameOf } from "./people.js";
import { announcement, rooms, route, unread } from "./store.js";

const ANNOUNCED_CHARACTERS = 300;

function byTs(one, other) {
  return Number(one.ts) - Number(other.ts);
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

function belongsIn(room, channel, message) {
  const [roomChannel, thread] = room.split(":");
  if (roomChannel !== channel) return false;
  if (thread) return message.ts === thread || message.thread_ts === thread;
  return !isReply(message) || message.broadcast;
}

function change(channel, message, edit) {
  const next = { ...rooms.value };
  for (const [key, room] of Object.entries(next)) {
    if (belongsIn(key, channel, message)) next[key] = { ...room, messages: edit(room.messages) };
  }
  rooms.value = next;
}

function insert(messages, message) {
  const at = messages.findIndex((known) => known.ts === message.ts);
  if (at >= 0) return messages.map((known, index) => (index === at ? message : known));
  const last = messages.at(-1);
  if (!last || byTs(last, message) < 0) return [...messages, message];
  return [...messages, message].sort(byTs);
}

export function resetRooms() {
  rooms.value = {};
}

/** The same messages, as the objects already drawn where nothing changed, so that those are not drawn again. */
function settled(messages, known = []) {
  const earlier = new Map(known.map((message) => [message.ts, message]));
  return messages.map((message) => {
    const before = earlier.get(message.ts);
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message;
  });
}

/**
 * Keeps the answer of /page/messages.
 * @param {string} key of the room
 * @param {{messages: object[], has_more?: boolean}} answer
 * @param {number} newCount how many of the last messages the reader has not seen
 */
export function storeRoom(key, answer, newCount) {
  const earlier = rooms.value[key];
  const others = answer.messages.filter((message) => message.user !== route.value.as);
  const newFrom = newCount > 0 ? (others.slice(-newCount)[0]?.ts ?? null) : (earlier?.newFrom ?? null);
  rooms.value = {
    ...rooms.value,
    [key]: {
      messages: settled(answer.messages, earlier?.messages),
      hasMore: Boolean(answer.has_more),
      loaded: true,
      newFrom,
    },
  };
}

/** @param {string} channel */
export function markRead(channel) {
  const room = rooms.value[channel];
  if (room?.newFrom) rooms.value = { ...rooms.value, [channel]: { ...room, newFrom: null } };
  unread.value = { ...unread.value, [channel]: 0 };
}

function isKnown(channel, ts) {
  return Object.entries(rooms.value).some(
    ([key, room]) => key.split(":")[0] === channel && room.messages.some((known) => known.ts === ts),
  );
}

/** A message came over the live socket. */
export function noteArrival(channel, message) {
  const isNew = !isKnown(channel, message.ts);
  change(channel, message, (messages) => insert(messages, message));
  if (!isNew || message.user === route.value.as) return;
  const here = route.value.channel === channel && !document.hidden;
  const shown = here && (!isReply(message) || route.value.thread === message.thread_ts);
  if (shown) announce(message);
  else if (!isReply(message)) unread.value = { ...unread.value, [channel]: (unread.value[channel] ?? 0) + 1 };
}

function announce(message) {
  const words = plainText(message.text || "", false) || "sent a message";
  const aside = message.ephemeral ? " (only visible to you)" : "";
  announcement.value = `${nameOf(message.user)}${aside}: ${words}`.slice(0, ANNOUNCED_CHARACTERS);
}

/** A message was edited, or its thread grew. */
export function replaceMessage(channel, message) {
  change(channel, message, (messages) => messages.map((known) => (known.ts === message.ts ? message : known)));
}

/** A message was deleted or dismissed. */
export function removeMessage(channel, ts) {
  const next = { ...rooms.value };
  for (const [key, room] of Object.entries(next)) {
    if (key.split(":")[0] === channel) {
      next[key] = { ...room, messages: room.messages.filter((known) => known.ts !== ts) };
    }
  }
  rooms.value = next;
}
