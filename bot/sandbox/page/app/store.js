/** What the page knows at this moment. Modules read these signals; only visit.js, rooms.js and the forms write them. */
import { computed, signal } from "./lib.js";

/** Where the reader is: `{as, channel, thread}`; `channel` is an id, "home" or null. */
export const route = signal({ as: null, channel: null, thread: null, panel: null });

/** The answer of /page/state, or null before the first load. */
export const workspace = signal(null);

/** Loaded conversations by room key (see `roomKey`): `{messages, hasMore, loaded, newFrom}`. */
export const rooms = signal({});

/** Unread counts by channel id. */
export const unread = signal({});

/** The live socket: "connecting", "open" or "lost". */
export const live = signal("connecting");

/** Open modals of the acting user, the top one last. */
export const stack = signal([]);

/** The App Home view of the acting user, `loading` until the sandbox has answered, and why there is none. */
export const home = signal({ view: null, loading: false, problem: "" });

/** The ts of a message that a link led to, shown for a moment. */
export const sought = signal(null);

/** Messages in the corner: `[{id, text, kind}]`. */
export const toasts = signal([]);

/** Runs of workflow steps by the acting user, the newest first. */
export const stepRuns = signal([]);

/** What a screen reader is told about arriving messages. */
export const announcement = signal("");

/** True while the sidebar is drawn over the page on a narrow screen. */
export const drawerOpen = signal(false);

/** True while the window for running a workflow step is open. */
export const stepsOpen = signal(false);

/** A signal that is true while the window is at most so wide; the style sheets have the same widths. */
function upTo(pixels) {
  const query = window.matchMedia(`(max-width: ${pixels}px)`);
  const matches = signal(query.matches);
  query.addEventListener("change", (event) => {
    matches.value = event.matches;
  });
  return matches;
}

/** The sidebar is a drawer. */
export const narrow = upTo(767);

/** A thread takes the conversation's place. */
export const threadCovers = upTo(1023);

/** The inspector takes the conversation's place. */
export const inspectorCovers = upTo(1199);

export const me = computed(() => workspace.value?.me ?? null);
export const app = computed(() => workspace.value?.app ?? null);
export const usersById = computed(() => new Map((workspace.value?.users ?? []).map((user) => [user.id, user])));
export const channelsById = computed(
  () => new Map((workspace.value?.channels ?? []).map((channel) => [channel.id, channel])),
);
export const currentChannel = computed(() => channelsById.value.get(route.value.channel) ?? null);

/**
 * The key under which a conversation is kept.
 * @param {string} channel
 * @param {string|null} [thread] root ts of a thread
 */
export function roomKey(channel, thread = null) {
  return thread ? `${channel}:${thread}` : channel;
}

let lastToast = 0;

/**
 * Shows a sentence in the corner until it is dismissed or has had its time.
 * @param {string} text
 * @param {"problem"|"notice"} [kind]
 * @param {{label: string, run: (id: number) => void}} [offer] something to do about it; the sentence then stays until dismissed
 */
export function toast(text, kind = "problem", offer = undefined) {
  if (toasts.value.some((shown) => shown.text === text)) return;
  lastToast += 1;
  const id = lastToast;
  toasts.value = [...toasts.value, { id, text, kind, offer }].slice(-4);
  if (!offer) window.setTimeout(() => dismissToast(id), kind === "problem" ? 12000 : 8000);
}

/** @param {number} id */
export function dismissToast(id) {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}
