/** What people have chosen and typed, by surface, block and action: Slack's `state.values`. */
import { signal } from "./lib.js";
import { currentChannel } from "./store.js";

const stores = new Map();

/** The conversation that lies open, for an element that begins with it. */
function openConversation(element) {
  return element.default_to_current_conversation ? (currentChannel.peek()?.id ?? null) : null;
}

function openConversations(element) {
  const open = openConversation(element);
  return open ? [open] : [];
}

/** How each element type fills its state. */
const KINDS = {
  plain_text_input: { field: "value", initial: (element) => element.initial_value ?? null },
  email_text_input: { field: "value", initial: (element) => element.initial_value ?? null },
  url_text_input: { field: "value", initial: (element) => element.initial_value ?? null },
  number_input: { field: "value", initial: (element) => element.initial_value ?? null },
  rich_text_input: { field: "rich_text_value", initial: (element) => element.initial_value ?? null },
  file_input: { field: "files", initial: () => [] },
  external_select: { field: "selected_option", initial: (element) => element.initial_option ?? null },
  multi_external_select: { field: "selected_options", initial: (element) => element.initial_options ?? [] },
  static_select: { field: "selected_option", initial: (element) => element.initial_option ?? null },
  radio_buttons: { field: "selected_option", initial: (element) => element.initial_option ?? null },
  checkboxes: { field: "selected_options", initial: (element) => element.initial_options ?? [] },
  multi_static_select: { field: "selected_options", initial: (element) => element.initial_options ?? [] },
  users_select: { field: "selected_user", initial: (element) => element.initial_user ?? null },
  multi_users_select: { field: "selected_users", initial: (element) => element.initial_users ?? [] },
  channels_select: { field: "selected_channel", initial: (element) => element.initial_channel ?? null },
  multi_channels_select: { field: "selected_channels", initial: (element) => element.initial_channels ?? [] },
  conversations_select: {
    field: "selected_conversation",
    initial: (element) => element.initial_conversation ?? openConversation(element),
  },
  multi_conversations_select: {
    field: "selected_conversations",
    initial: (element) => element.initial_conversations ?? openConversations(element),
  },
  datepicker: { field: "selected_date", initial: (element) => element.initial_date ?? null },
  timepicker: { field: "selected_time", initial: (element) => element.initial_time ?? null },
  datetimepicker: { field: "selected_date_time", initial: (element) => element.initial_date_time ?? null },
};

/** The name of the state field of an element type, such as "selected_option"; undefined for buttons and menus. */
export function fieldOf(type) {
  return KINDS[type]?.field;
}

function storeOf(surface) {
  if (!stores.has(surface.key)) stores.set(surface.key, signal({}));
  return stores.get(surface.key);
}

/**
 * The present value of an element: what was chosen here, or else what the app filled in.
 *
 * On a message the app's own update wins (it changes `initial_…` to say so); in a view what a person typed outlives
 * updates for as long as the block and action keep their ids, as in Slack.
 */
export function valueOf(surface, block, element) {
  const initial = KINDS[element.type].initial(element);
  const kept = storeOf(surface).value[block.block_id]?.[element.action_id];
  if (!kept || kept.type !== element.type) return initial;
  if (surface.kind === "message" && kept.initial !== JSON.stringify(initial)) return initial;
  return kept.value;
}

/** Keeps what a person chose or typed. */
export function setValue(surface, block, element, value) {
  const store = storeOf(surface);
  const initial = JSON.stringify(KINDS[element.type].initial(element));
  store.value = {
    ...store.value,
    [block.block_id]: {
      ...store.value[block.block_id],
      [element.action_id]: { type: element.type, value, initial },
    },
  };
}

function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  if (block.type === "actions") return block.elements;
  return [];
}

/**
 * Slack's `values` object for a surface: `{block_id: {action_id: {type, …}}}`.
 * @param {{key: string, kind: string, blocks: object[]}} surface
 */
export function collectState(surface) {
  const state = {};
  for (const block of surface.blocks) {
    for (const element of elementsOf(block)) {
      const kind = KINDS[element.type];
      if (!kind) continue;
      state[block.block_id] ??= {};
      state[block.block_id][element.action_id] = {
        type: element.type,
        [kind.field]: valueOf(surface, block, element),
      };
    }
  }
  return state;
}

/** What a person has changed on a surface as it stands: `[{type, value}]`. */
function changes(surface) {
  const kept = stores.get(surface.key)?.value ?? {};
  return surface.blocks.flatMap((block) =>
    elementsOf(block).flatMap((element) => {
      const entry = kept[block.block_id]?.[element.action_id];
      if (!entry || entry.type !== element.type) return [];
      const initial = KINDS[element.type].initial(element);
      return JSON.stringify(entry.value || null) === JSON.stringify(initial || null) ? [] : [entry];
    }),
  );
}

/** Whether something was typed or chosen that closing would lose. @param {object} surface */
export function isChanged(surface) {
  return changes(surface).length > 0;
}

/** The words a person has typed on a surface, for when it can't be sent any more. @param {object} surface */
export function wordsIn(surface) {
  return changes(surface)
    .filter((entry) => entry.type.endsWith("_input") && typeof entry.value === "string")
    .map((entry) => entry.value)
    .join("\n");
}

/** Forgets what was typed in views that are no longer open. @param {string[]} viewIds */
export function keepForms(viewIds) {
  for (const key of [...stores.keys()]) {
    if (key.startsWith("view:") && !viewIds.includes(key.slice(5))) stores.delete(key);
  }
}

/** Forgets what was typed on one surface. @param {string} key */
export function forgetForm(key) {
  stores.delete(key);
}
