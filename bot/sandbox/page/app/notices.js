/** What stands across the page: lost connections, failures, and words for screen readers. */
import { Icon } from "./icons.js";
import { html } from "./lib.js";
import { retryNow } from "./live.js";
import { announcement, app, dismissToast, live, toasts } from "./store.js";

export function Banner() {
  let words = null;
  if (live.value === "lost") {
    words = html`The page has lost touch with the sandbox. Trying again…
      <button type="button" class="link-button" onClick=${retryNow}>Try now</button>`;
  } else if (app.value && !app.value.online) {
    words = `${app.value.name} isn't connected. You can write messages; commands and buttons wait until it is back.`;
  }
  return html`<div role="status" class="banner-place">${words && html`<p class="banner">${words}</p>`}</div>`;
}

/** @param {{overForm?: boolean}} props over a form, what waits for an answer keeps out of the way until it is closed */
export function Toasts({ overForm = false }) {
  const shown = toasts.value.filter(({ offer }) => !(overForm && offer));
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.map(
      ({ id, text, kind, offer }) => html`<div class=${`toast toast-${kind}`} key=${id}>
        <p>${text}
          ${offer && html` <button type="button" class="link-button" onClick=${() => offer.run(id)}>${offer.label}</button>`}</p>
        <button type="button" class="icon-button" aria-label="Dismiss" onClick=${() => dismissToast(id)}>
          <${Icon} name="close" />
        </button>
      </div>`,
    )}
  </div>`;
}

export function Announcer() {
  return html`<div class="unseen announcer" aria-live="polite" aria-atomic="true">${announcement.value}</div>`;
}
