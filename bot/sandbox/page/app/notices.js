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

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text, kind }) => html`<div class=${`toast toast-${kind}`} key=${id}>
        <p>${text}</p>
        <button type="button" class="icon-button" aria-label="Dismiss" onClick=${() => dismissToast(id)}>
          <${Icon} name="close" />
        </button>
      </div>`,
    )}
  </div>`;
}

export function Announcer() {
  return html`<div class="unseen" aria-live="polite" aria-atomic="true">${announcement.value}</div>`;
}
