/** One person at work in the workspace: loading, moving about, and what the live socket brings. */
import {
  Refusal,
  getHome,
  getMessages,
  getState,
  getViews,
  postClose,
  postDismiss,
  postHome,
  postJoin,
} from "./api.js";
import { setClock } from "./clock.js";
import { keepForms } from "./forms.js";
import { noteFaults, watchFaults } from "./inspector/faults_on_order.js";
import { noteTraffic } from "./inspector/exchanges.js";
import { batch } from "./lib.js";
import { listen } from "./live.js";
import { guarded } from "./refusals.js";
import { sayBack, wordsToSave } from "./restart.js";
import {
  arrivalsSoFar,
  hasArrivalsSince,
  markRead,
  noteArrival,
  noteCounted,
  noteRead,
  removeMessage,
  replaceMessage,
  resetRooms,
  storeRoom,
} from "./rooms.js";
import { readRoute, setRoute } from "./route.js";
import { takeStep } from "./step_runs.js";
import { home, roomKey, rooms, route, sought, stack, stepRuns, toast, unread, workspace } from "./store.js";

export const HOME = "home";

const STATE_WAIT_MS = 100;
const READ_WAIT_MS = 1000;
const SOUGHT_MS = 4000;

const timers = {};
let generation = 0;

/** How often the live socket has told each of these: an answer asked for before may be older than what it told. */
const told = { views: 0, home: 0 };

/** Runs the last of several calls that come close together. */
function soon(name, wait, work) {
  window.clearTimeout(timers[name]);
  timers[name] = window.setTimeout(work, wait);
}

/** What counts as unread: nothing in channels the reader is not in, and nothing that lies open before them. */
function unreadIn(channel, here) {
  return channel.is_member === false || channel.id === here ? 0 : (channel.unread ?? 0);
}

function takeState(state, here = null, since = arrivalsSoFar()) {
  const newest = {};
  const counts = state.channels.map((channel) => {
    const known = hasArrivalsSince(channel.id, since) ? unread.value[channel.id] : undefined;
    if (known === undefined) newest[channel.id] = channel.newest_ts;
    return [channel.id, known ?? unreadIn(channel, here)];
  });
  noteCounted(newest);
  batch(() => {
    workspace.value = state;
    unread.value = Object.fromEntries(counts);
    setClock(state.clock);
  });
}

async function findPerson(wanted) {
  if (wanted) {
    try {
      return (await getState(wanted)).me.id;
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
    }
  }
  return (await getState(null)).me.id;
}

function defaultChannel(state) {
  const open = state.channels.filter((channel) => !channel.is_archived);
  const first = open.find((channel) => channel.kind !== "im") ?? open[0] ?? state.channels[0];
  return first?.id ?? HOME;
}

function isPlace(state, channel) {
  return channel === HOME || state.channels.some((known) => known.id === channel);
}

/** Starts the page: reads the address, loads the workspace, opens the place and the live socket. */
export async function start() {
  route.value = readRoute();
  await become(await findPerson(route.value.as), { replace: true });
  window.addEventListener("popstate", onPopState);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && route.value.channel !== HOME) showPlace();
  });
}

function onPopState() {
  const place = readRoute();
  if (place.as !== route.value.as) become(place.as ?? route.value.as, { place, replace: true });
  else openPlace(place, { replace: true });
}

/**
 * Acts as another person: everything shown is loaded anew.
 * @param {string} as a user id
 * @param {{replace?: boolean, place?: object}} [how]
 */
export async function become(as, { replace = false, place = route.value } = {}) {
  generation += 1;
  const mine = generation;
  const [state] = await Promise.all([guarded(() => getState(as)), leaveAnswers(as)]);
  if (!state || mine !== generation) return;
  batch(() => {
    resetRooms();
    stack.value = [];
    stepRuns.value = [];
    home.value = { view: null, loading: false, problem: "" };
    route.value = { ...route.value, as };
    takeState(state);
  });
  const channel = isPlace(state, place.channel) ? place.channel : defaultChannel(state);
  const thread = channel === place.channel ? place.thread : null;
  setRoute({ as, channel, thread }, { replace });
  listen(as, onFrame, reloadAll);
  await Promise.all([showPlace(), loadViews()]);
}

/** Closes what only says how something went: after a reload, or when the person comes back, it is no news. */
async function leaveAnswers(as) {
  const found = await guarded(() => getViews(as));
  const views = found?.stack ?? [];
  const first = views.findLastIndex((view) => view.submit) + 1;
  if (first < views.length) await guarded(() => postClose({ as, view_id: views[first].id }));
}

/**
 * Opens a channel, a thread or the Home.
 * @param {{channel: string, thread?: string|null}} place
 * @param {{replace?: boolean}} [how]
 */
export async function openPlace(place, { replace = false } = {}) {
  const state = workspace.value;
  if (!state) return;
  if (place.panel !== undefined) route.value = { ...route.value, panel: place.panel };
  const channel = isPlace(state, place.channel) ? place.channel : defaultChannel(state);
  setRoute({ channel, thread: place.thread ?? null }, { replace });
  await showPlace();
}

/**
 * Follows a link to a message.
 * @param {{channel: string, ts: string, thread: string|null}} place
 */
export async function openMessage({ channel, ts, thread }) {
  if (!workspace.value.channels.some((known) => known.id === channel)) {
    toast("That message is in a conversation you can't see.");
    return;
  }
  sought.value = ts;
  await openPlace({ channel, thread });
  soon("sought", SOUGHT_MS, () => {
    sought.value = null;
  });
}

/** Opens or closes the inspector beside the conversation. @param {boolean} on */
export function showInspector(on) {
  setRoute({ panel: on ? "inspector" : null }, { replace: true });
}

/** Opens a thread beside its channel. @param {string} ts of the root */
export async function openThread(ts) {
  setRoute({ thread: ts });
  await loadRoom(route.value.channel, ts);
}

export function closeThread() {
  setRoute({ thread: null });
}

async function showPlace() {
  const { channel, thread } = route.value;
  if (channel === HOME) {
    await loadHome();
    return;
  }
  const count = unread.value[channel] ?? 0;
  markRead(channel);
  await Promise.all([loadRoom(channel, null, count), thread ? loadRoom(channel, thread) : null]);
}

async function loadRoom(channel, thread = null, newCount = 0) {
  const mine = generation;
  const since = arrivalsSoFar();
  const { as } = route.value;
  const answer = await guarded(() => getMessages({ as, channel, thread_ts: thread }));
  if (mine !== generation) return;
  if (answer) storeRoom(roomKey(channel, thread), answer, newCount, since);
  else if (!rooms.value[roomKey(channel, thread)]) storeRoom(roomKey(channel, thread), { messages: [] }, 0);
}

async function loadHome(ask = postHome) {
  const mine = generation;
  const before = told.home;
  home.value = { ...home.value, loading: true, problem: "" };
  try {
    const { view } = await ask(route.value.as);
    if (mine !== generation) return;
    const newer = told.home === before && view ? view : home.value.view;
    home.value = { view: newer, loading: false, problem: "" };
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    if (mine === generation) home.value = { view: null, loading: false, problem: problem.message };
  }
}

/** Reads the open modals again: for a page that has no live socket, or has just got it back. */
export async function loadViews() {
  const mine = generation;
  const before = told.views;
  const answer = await guarded(() => getViews(route.value.as));
  if (answer && mine === generation && told.views === before) takeStack(answer.stack);
}

function takeStack(views) {
  stack.value = views;
  keepForms(views.map((view) => view.id));
}

async function reloadState() {
  const mine = generation;
  const since = arrivalsSoFar();
  const state = await guarded(() => getState(route.value.as));
  if (state && mine === generation) takeState(state, document.hidden ? null : route.value.channel, since);
}

async function refresh() {
  const { channel, thread } = route.value;
  if (channel === HOME) return;
  await Promise.all([loadRoom(channel), thread ? loadRoom(channel, thread) : null]);
}

async function reloadAll(wasLost) {
  const missedHome = wasLost && route.value.channel === HOME;
  const before = stack.value;
  const words = wasLost ? wordsToSave(before) : "";
  watchFaults();
  noteTraffic();
  await Promise.all([reloadState(), loadViews(), refresh(), missedHome ? loadHome(getHome) : null]);
  if (wasLost) sayBack(before.some((view) => view.submit) && stack.value.length === 0, words);
}

function onFrame(frame) {
  switch (frame.type) {
    case "message":
      noteArrival(frame.channel, frame.message);
      if (frame.channel === route.value.channel && !document.hidden) soon("read", READ_WAIT_MS, refresh);
      break;
    case "message_changed":
      replaceMessage(frame.channel, frame.message);
      break;
    case "message_deleted":
      removeMessage(frame.channel, frame.message.ts);
      if (frame.channel !== route.value.channel) soon("state", STATE_WAIT_MS, reloadState);
      break;
    case "read":
      if (frame.channel !== route.value.channel || document.hidden) noteRead(frame.channel, frame.unread ?? 0);
      break;
    case "step":
      takeStep(frame.step);
      break;
    case "faults":
      noteFaults(frame.faults);
      break;
    case "traffic":
      noteTraffic();
      break;
    case "views":
      told.views += 1;
      takeStack(frame.stack);
      break;
    case "home":
      told.home += 1;
      home.value = { view: frame.view, loading: false, problem: "" };
      break;
    case "clock":
      setClock(frame, frame.report);
      break;
    case "state":
      soon("state", STATE_WAIT_MS, reloadState);
      break;
    case "notice":
      toast(frame.text, "notice");
      break;
    default:
  }
}

/** Joins a channel that is open to all. @param {string} channel */
export async function join(channel) {
  if (await guarded(() => postJoin({ as: route.value.as, channel }))) await reloadState();
}

/** Takes away a message only its reader sees. @param {object} message */
export async function dismiss(message) {
  const done = await guarded(() => postDismiss({ as: route.value.as, channel: message.channel, ts: message.ts }));
  if (done) removeMessage(message.channel, message.ts);
}
