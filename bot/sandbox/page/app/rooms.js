/** The loaded conversations: merging what arrives, unread marks, and what is announced. */
import { plainText } from "./mrkdwn.js";
import { nameOf } from "./people.js";
import { announcement, channelsById, rooms, route, unread } from "./store.js";

const ANNOUNCED_CHARACTERS = 300;
const MOST_HEARD = 200;

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

/**
 * The last things that came over the live socket, oldest first: what each does to a list of messages. An answer that was
 * on its way at the same time may know nothing of them.
 */
let heard = [];
let heardSoFar = 0;

/** How many things have come so far: what an answer is asked for after is not newer than it. */
export function arrivalsSoFar() {
  return heardSoFar;
}

/** Whether a message has come for a channel since. @param {string} channel @param {number} since */
export function hasArrivalsSince(channel, since) {
  return heard.some((entry) => entry.number > since && entry.channel === channel && entry.kind === "said");
}

function hear(kind, channel, message) {
  heardSoFar += 1;
  heard = [...heard, { number: heardSoFar, kind, channel, message }].slice(-MOST_HEARD);
}

function replay(messages, key, { kind, channel, message }) {
  if (kind === "said") return belongsIn(key, channel, message) ? insert(messages, message) : messages;
  if (key.split(":")[0] !== channel) return messages;
  if (kind === "removed") return messages.filter((known) => known.ts !== message.ts);
  return messages.map((known) => (known.ts === message.ts ? message : known));
}

function take(kind, channel, message) {
  hear(kind, channel, message);
  const entry = heard.at(-1);
  const next = { ...rooms.value };
  for (const [key, room] of Object.entries(next)) {
    const messages = replay(room.messages, key, entry);
    if (messages !== room.messages) next[key] = { ...room, messages };
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
  heard = [];
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
 * @param {number} since what `arrivalsSoFar` said when the answer was asked for
 */
export function storeRoom(key, answer, newCount, since = heardSoFar) {
  const earlier = rooms.value[key];
  const missed = heard.filter((entry) => entry.number > since);
  const whole = missed.reduce((messages, entry) => replay(messages, key, entry), answer.messages);
  const others = answer.messages.filter((message) => message.user !== route.value.as && !message.ephemeral);
  const newFrom = newCount > 0 ? (others.slice(-newCount)[0]?.ts ?? null) : (earlier?.newFrom ?? null);
  rooms.value = {
    ...rooms.value,
    [key]: {
      messages: settled(whole, earlier?.messages),
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
  setUnread(channel, 0);
}

function isKnown(channel, ts) {
  if (heard.some((entry) => entry.channel === channel && entry.message.ts === ts)) return true;
  return Object.entries(rooms.value).some(
    ([key, room]) => key.split(":")[0] === channel && room.messages.some((known) => known.ts === ts),
  );
}

/** Up to which message the workspace counted, by channel: one that comes later over the socket may be among them. */
let countedUpTo = {};

/** Notes up to which messages unread counts go. @param {Record<string, string>} newest timestamps by channel */
export function noteCounted(newest) {
  countedUpTo = { ...countedUpTo, ...newest };
}

function setUnread(channel, count) {
  unread.value = { ...unread.value, [channel]: count };
}

/** Whether a message adds to the reader's unread count; words only they see and replies don't, as in Slack. */
function counts(channel, message) {
  return !isReply(message) && !message.ephemeral && channelsById.value.get(channel)?.is_member !== false;
}

/** A message came over the live socket. */
export function noteArrival(channel, message) {
  const isNew = !isKnown(channel, message.ts);
  take("said", channel, message);
  if (!isNew) return;
  if (message.user === route.value.as) {
    if (!isReply(message)) setUnread(channel, 0);
    return;
  }
  const here = route.value.channel === channel && !document.hidden;
  const shown = here && (!isReply(message) || route.value.thread === message.thread_ts);
  if (shown) announce(message);
  else if (!here && counts(channel, message) && message.ts > (countedUpTo[channel] ?? "")) setUnread(channel, (unread.value[channel] ?? 0) + 1);
}

/** The reader read a channel elsewhere. @param {string} channel @param {number} count what is left */
export function noteRead(channel, count) {
  if ((unread.value[channel] ?? 0) !== count) setUnread(channel, count);
}

function announce(message) {
  const files = message.files?.length === 1 ? `sent ${message.files[0].name}` : "sent files";
  const words = plainText(message.text || "", false) || (message.files?.length ? files : "sent a message");
  const aside = message.ephemeral ? " (only visible to you)" : "";
  announcement.value = `${nameOf(message.user)}${aside}: ${words}`.slice(0, ANNOUNCED_CHARACTERS);
}

/** A message was edited, or its thread grew. */
export function replaceMessage(channel, message) {
  take("changed", channel, message);
}

/** A message was deleted or dismissed. */
export function removeMessage(channel, ts) {
  take("removed", channel, { ts });
}
