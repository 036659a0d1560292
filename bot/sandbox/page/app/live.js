/** The live socket: one per acting user, reconnecting by itself. */
import { live } from "./store.js";
import { windowId } from "./window_id.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

let socket = null;
let timer = 0;
let wait = FIRST_WAIT_MS;
let current = null;

function open() {
  window.clearTimeout(timer);
  const { as, onFrame, onReopen } = current;
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  const who = new URLSearchParams({ as, window: windowId });
  const mine = new WebSocket(`${scheme}://${window.location.host}/page/live?${who}`);
  socket = mine;
  mine.addEventListener("open", () => {
    if (socket !== mine) return;
    wait = FIRST_WAIT_MS;
    const wasLost = live.value === "lost";
    live.value = "open";
    onReopen(wasLost);
  });
  mine.addEventListener("message", (event) => {
    if (socket === mine) onFrame(JSON.parse(event.data));
  });
  mine.addEventListener("close", () => {
    if (socket !== mine) return;
    live.value = "lost";
    timer = window.setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  });
}

/**
 * Listens as one person; an earlier socket is closed.
 * @param {string} as the acting user's id
 * @param {(frame: object) => void} onFrame
 * @param {(wasLost: boolean) => void} onReopen called whenever frames may have been missed
 */
export function listen(as, onFrame, onReopen) {
  const previous = socket;
  socket = null;
  previous?.close();
  current = { as, onFrame, onReopen };
  live.value = "connecting";
  wait = FIRST_WAIT_MS;
  open();
}

/** Tries at once rather than after the present wait. */
export function retryNow() {
  if (live.value !== "lost") return;
  wait = FIRST_WAIT_MS;
  open();
}

window.addEventListener("online", retryNow);
