/** What happens when a person uses an element: ask to confirm, keep the choice, tell the app. */
import { Refusal, postAction } from "./api.js";
import { collectState, fieldOf, setValue } from "./forms.js";
import { signal } from "./lib.js";
import { route, toast } from "./store.js";

/** The open question of a confirm dialog: `{confirm, answer}` or null. */
export const question = signal(null);

const busy = signal(new Set());

function keyOf(surface, block, element) {
  return `${surface.key}|${block.block_id}|${element.action_id}`;
}

/** True while the app has not yet accepted this element's last action. */
export function isBusy(surface, block, element) {
  return busy.value.has(keyOf(surface, block, element));
}

function setBusy(key, on) {
  const next = new Set(busy.value);
  if (on) next.add(key);
  else next.delete(key);
  busy.value = next;
}

/**
 * Asks "are you sure?" in the app's words.
 * @param {object|undefined} confirm Slack's confirm object; without one the answer is yes
 * @returns {Promise<boolean>}
 */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  question.value?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes) => {
      question.value = null;
      resolve(yes);
    };
    question.value = { confirm, answer };
  });
}

async function send(surface, block, element, fields) {
  const key = keyOf(surface, block, element);
  setBusy(key, true);
  try {
    await postAction({
      as: route.value.as,
      container: surface.container,
      block_id: block.block_id,
      action_id: element.action_id,
      ...fields,
      state: collectState(surface),
    });
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    toast(problem.message);
  } finally {
    setBusy(key, false);
  }
}

/**
 * A button or a menu entry was pressed.
 * @param {object} surface
 * @param {object} block
 * @param {object} element
 * @param {object} fields `{value}` or `{selected_option}`
 */
export async function press(surface, block, element, fields) {
  if (isBusy(surface, block, element)) return;
  if (await confirmed(element.confirm)) await send(surface, block, element, fields);
}

function dispatches(surface, block) {
  return block.type !== "input" || block.dispatch_action === true;
}

/**
 * A value was chosen or typed. It is kept, and sent where the block says so.
 * @param {object} surface
 * @param {object} block
 * @param {object} element
 * @param {*} value as in the state field of the element's type
 * @param {{quiet?: boolean}} [how] keep only: for characters of a text that is still being written
 */
export async function choose(surface, block, element, value, { quiet = false } = {}) {
  const sends = !quiet && dispatches(surface, block);
  if (sends && !(await confirmed(element.confirm))) return;
  setValue(surface, block, element, value);
  if (sends) await send(surface, block, element, { [fieldOf(element.type)]: value });
}
