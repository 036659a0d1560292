/** What happens to a refusal that nothing on the page has a place for. */
import { Refusal } from "./api.js";
import { toast } from "./store.js";

/**
 * Does some work; where the sandbox refuses, its sentence is shown as a passing notice.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T|undefined>} undefined after a refusal
 */
export async function guarded(work) {
  try {
    return await work();
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    toast(problem.message);
    return undefined;
  }
}
