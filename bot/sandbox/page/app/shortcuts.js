/** The app's shortcuts: those for anywhere, beside the composer, and those on a message, in its menu. */
import { Refusal, postShortcut } from "./api.js";
import { Icon } from "./icons.js";
import { html } from "./lib.js";
import { MenuButton } from "./menu.js";
import { loadViews } from "./visit.js";
import { app, live, route, stepsOpen, toast, workspace } from "./store.js";

function ofType(type) {
  return (workspace.value.shortcuts ?? []).filter((shortcut) => shortcut.type === type);
}

async function run(shortcut, message) {
  try {
    await postShortcut({
      as: route.value.as,
      callback_id: shortcut.callback_id,
      channel: message?.channel,
      ts: message?.ts,
    });
    if (live.value !== "open") await loadViews();
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    toast(problem.message);
  }
}

function openSteps() {
  stepsOpen.value = true;
}

/**
 * What can be started from anywhere, as entries of a menu.
 * @returns {Array<{key: string, label: string, note: string, group: string, run: () => void}>}
 */
export function globalEntries() {
  const entries = ofType("global").map((shortcut) => ({
    key: shortcut.callback_id,
    label: shortcut.name,
    note: shortcut.description ?? "",
    group: app.value.name,
    run: () => run(shortcut),
  }));
  if (workspace.value.steps?.length) {
    const note = "Run what the app offers to workflows";
    entries.push({ key: " steps", label: "Run a step…", note, group: "Workflows", run: openSteps });
  }
  return entries;
}

/**
 * The app's shortcuts on a message, as entries of its menu.
 * @param {object} message
 */
export function messageEntries(message) {
  return ofType("message").map((shortcut) => ({
    key: shortcut.callback_id,
    label: shortcut.name,
    note: shortcut.description ?? "",
    group: app.value.name,
    run: () => run(shortcut, message),
  }));
}

/** The button beside the composer. */
export function GlobalShortcuts() {
  const entries = globalEntries();
  if (!entries.length) return null;
  return html`<${MenuButton} face=${html`<${Icon} name="bolt" />`} label="Shortcuts" look="icon-button"
    align="start" entries=${entries} />`;
}
