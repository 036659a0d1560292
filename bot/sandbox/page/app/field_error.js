/** What is wrong with a field, under it. */
import { html } from "./lib.js";

/** @param {{id: string, words: string}} props */
export function FieldError({ id, words }) {
  return html`<p class="field-error" id=${id}><span class="field-error-mark" aria-hidden="true">!</span>${words}</p>`;
}
