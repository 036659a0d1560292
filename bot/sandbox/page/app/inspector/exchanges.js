/** What went between the app and the workspace, as the inspector shows it. */
import { Refusal, getTraffic } from "../api.js";
import { computed, signal } from "../lib.js";
import { route } from "../store.js";
import { watchFaults } from "./faults_on_order.js";

const KEPT = 500;
const PAUSE_MS = 250;

/** The exchanges known, the oldest first. */
export const exchanges = signal([]);

/** True while the list stands still. */
export const paused = signal(false);

/** Why the list can't be read, or "". */
export const trouble = signal("");

/** How the list is narrowed: words, "all" | "call" | "delivery", and only what failed. */
export const filter = signal({ words: "", direction: "all", failed: false });

let last = 0;
let timer = 0;
let loading = false;
let again = false;

/** True for an exchange that went as it should. @param {{status: string}} exchange */
export function wentWell(exchange) {
  return exchange.status === "ok" || exchange.status === "acked";
}

/** What the filter leaves, the newest first. */
export const shownExchanges = computed(() => {
  const { words, direction, failed } = filter.value;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return exchanges.value
    .filter((each) => direction === "all" || each.direction === direction)
    .filter((each) => !failed || !wentWell(each))
    .filter((each) => {
      const text = `${each.name} ${each.status} ${each.summary ?? ""}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    })
    .reverse();
});

async function load() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    let answer = await getTraffic(last);
    if (answer.last < last) {
      exchanges.value = [];
      answer = await getTraffic(0);
    }
    // What was asked for before the pause is read again when the list goes on.
    if (paused.value) return;
    last = answer.last;
    if (answer.entries.length) exchanges.value = [...exchanges.value, ...answer.entries].slice(-KEPT);
    trouble.value = "";
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    trouble.value = problem.message;
  } finally {
    loading = false;
    if (again) {
      again = false;
      noteTraffic();
    }
  }
}

/** Something went to and fro: an open inspector that is not paused reads it soon. */
export function noteTraffic() {
  if (route.value.panel !== "inspector" || paused.value || timer) return;
  timer = window.setTimeout(() => {
    timer = 0;
    if (!paused.value) load();
  }, PAUSE_MS);
}

/** Reads on at once: the inspector was opened, or goes on after a pause. */
export function follow() {
  paused.value = false;
  watchFaults();
  return load();
}

/** Forgets what is listed; what follows is listed again. */
export function clearExchanges() {
  exchanges.value = [];
}
