/** The address bar: who acts and where they are, so that two tabs can be two people. */
import { route } from "./store.js";

const NAMES = ["as", "channel", "thread", "panel"];

/** @returns {{as: string|null, channel: string|null, thread: string|null, panel: string|null}} */
export function readRoute() {
  const fields = new URLSearchParams(window.location.search);
  return Object.fromEntries(NAMES.map((name) => [name, fields.get(name)]));
}

/**
 * The address of a place in the workspace.
 * @param {{as?: string|null, channel?: string|null, thread?: string|null, panel?: string|null}} place
 */
export function addressOf(place) {
  const fields = new URLSearchParams();
  for (const name of NAMES) {
    if (place[name]) fields.set(name, place[name]);
  }
  return `?${fields}`;
}

/**
 * Moves to a place and records it.
 * @param {object} change the fields of the route that change
 * @param {{replace?: boolean}} [how] replace the present entry rather than add one
 */
export function setRoute(change, { replace = false } = {}) {
  const next = { ...route.value, ...change };
  route.value = next;
  const address = addressOf(next);
  if (replace) window.history.replaceState(null, "", address);
  else if (address !== window.location.search) window.history.pushState(null, "", address);
}

/**
 * True for a plain left click, which the page handles itself; others (new tab, new window) stay the browser's.
 * @param {MouseEvent} event
 */
export function isPlainClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
