/** The faults that are on order, and ordering them. */
import { Refusal, getFaults, getRates, putFaults, putRates } from "../api.js";
import { signal } from "../lib.js";
import { guarded } from "../refusals.js";

export const DELIVERIES = [
  ["slash_commands", "Slash commands"],
  ["interactive", "Buttons, menus, forms and shortcuts"],
  ["events_api", "Events"],
];

/** What stands for whatever comes next, and of those the kinds that only calls or only deliveries can have. */
export const ANY = "*";
export const ANY_CALL = " any call";
export const ANY_DELIVERY = " any delivery";

export const HISTORY = ["conversations.history", "conversations.replies"];

/** Every kind: its words, what it is for ("call", "delivery"), and the number it takes besides "times". */
export const KINDS = [
  { kind: "ratelimited", words: "Rate limited (429)", for: ["call"], number: "retry_after", label: "Wait, seconds" },
  { kind: "server_error", words: "Server error (500)", for: ["call"] },
  { kind: "timeout_before", words: "No answer; nothing happens", for: ["call", "delivery"], number: "seconds" },
  { kind: "timeout_after", words: "It happens; no answer comes", for: ["call", "delivery"], number: "seconds" },
  { kind: "drop_before", words: "Connection lost before it happens", for: ["call", "delivery"] },
  { kind: "drop_after", words: "It happens; connection lost before the answer", for: ["call", "delivery"] },
  { kind: "late_landing", words: "Connection lost; it happens later", for: ["call"], number: "seconds" },
  { kind: "delayed_history", words: "History shows messages late", for: ["history"], number: "seconds" },
  { kind: "duplicate", words: "Delivered twice", for: ["delivery"] },
];

/** The open orders, as the sandbox lists them. */
export const orders = signal([]);

/** Whether rate limits are enforced; null while that is not known. */
export const rates = signal(null);

/** @param {Array<object>} list */
export function noteFaults(list) {
  orders.value = list ?? [];
}

/** Asks what is on order: when the page opens, and when frames may have been missed. */
export async function watchFaults() {
  try {
    noteFaults(await getFaults());
    rates.value = (await getRates()).enforced ?? null;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
  }
}

/**
 * Orders one fault more.
 * @param {object} fault as the control API takes it
 * @returns {Promise<string>} the sandbox's refusal, or ""
 */
export async function order(fault) {
  try {
    noteFaults(await putFaults([...(await getFaults()), fault]));
    return "";
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    return problem.message;
  }
}

/** Takes one order back. @param {number} at its place in the list */
export async function takeBack(at) {
  const kept = orders.value.filter((_, index) => index !== at);
  const list = await guarded(() => putFaults(kept));
  if (list) noteFaults(list);
}

export async function clearFaults() {
  const list = await guarded(() => putFaults([]));
  if (list) noteFaults(list);
}

/** @param {boolean} enforced */
export async function setRates(enforced) {
  const answer = await guarded(() => putRates(enforced));
  if (answer) rates.value = answer.enforced;
}

/** Whom a kind can happen to, in words. @param {{for: string[]}} kind */
export function fitsWords({ for: names }) {
  if (names.includes("history")) return "Happens to calls that read history only.";
  if (names.length > 1) return "Happens to calls by the app and to deliveries to it.";
  return names[0] === "call"
    ? "Happens to calls by the app only, not to a slash command or a click: those are deliveries to it."
    : "Happens to deliveries to the app only: slash commands, clicks, forms and events.";
}

function anyWords(kind) {
  const { for: names = [] } = KINDS.find((known) => known.kind === kind) ?? {};
  if (names.length !== 1) return "Whatever comes next";
  return names[0] === "call" ? "The next call by the app" : "The next delivery to the app";
}

/** "chat.postMessage: rate limited (429), twice". @param {object} fault */
export function faultWords(fault) {
  const delivery = DELIVERIES.find(([name]) => name === fault.method);
  const place = fault.method === ANY ? anyWords(fault.kind) : (delivery?.[1] ?? fault.method);
  const kind = KINDS.find((known) => known.kind === fault.kind)?.words ?? fault.kind;
  const times = { undefined: "", 1: ", once", 2: ", twice" }[fault.times] ?? `, ${fault.times} times`;
  return `${place}: ${kind.charAt(0).toLowerCase()}${kind.slice(1)}${times}`;
}
