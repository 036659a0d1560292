/** What a person is told when the sandbox is back, and what is saved of a form that its restart closed. */
import { wordsIn } from "./forms.js";
import { dismissToast, toast } from "./store.js";

/**
 * What was typed in open modals: a restart of the sandbox closes them all.
 * @param {object[]} views as they were before
 * @returns {string}
 */
export function wordsToSave(views) {
  return views
    .map((view) => wordsIn({ key: `view:${view.id}`, blocks: view.blocks }))
    .filter(Boolean)
    .join("\n\n");
}

/**
 * @param {boolean} closed whether a form is gone
 * @param {string} words what was typed in it
 */
export function sayBack(closed, words) {
  if (!closed) {
    toast("Back in touch with the sandbox.", "notice");
    return;
  }
  const run = async (id) => {
    await navigator.clipboard.writeText(words);
    dismissToast(id);
    toast("What you had written was copied.", "notice");
  };
  const offer = words ? { label: "Copy what you had written", run } : undefined;
  toast("The sandbox was started again, so the open form was closed.", "notice", offer);
}
