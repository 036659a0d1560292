/** Buttons and overflow menus. */
import { isBusy, press } from "../actions.js";
import { classes, html } from "../lib.js";
import { MenuButton } from "../menu.js";
import { plain, safeUrl } from "../mrkdwn_view.js";

/** A button of the app's; one with a `url` is a link that the app also hears of. */
export function Button({ surface, block, element }) {
  const waiting = isBusy(surface, block, element);
  const look = classes("button", element.style && `button-${element.style}`, waiting && "is-busy");
  const fire = () => press(surface, block, element, { value: element.value });
  const href = element.url ? safeUrl(element.url) : null;
  const label = element.accessibility_label;
  if (href) {
    return html`<a class=${look} href=${href} target="_blank" rel="noopener noreferrer" aria-label=${label}
      onClick=${fire}>
      ${plain(element.text)}
    </a>`;
  }
  return html`<button type="button" class=${look} aria-label=${label} aria-disabled=${waiting ? "true" : undefined}
    aria-busy=${waiting ? "true" : undefined} onClick=${fire}>
    ${plain(element.text)}
  </button>`;
}

/** A button that would start a workflow; there are none to start here, and it says so. */
export function WorkflowButton({ element }) {
  return html`<button type="button" class="button" aria-disabled="true"
    title="The sandbox has no workflows to start">${plain(element.text)}</button>`;
}

/** A menu of further actions. */
export function Overflow({ surface, block, element }) {
  const pick = (option) => {
    const href = option.url && safeUrl(option.url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    press(surface, block, element, { selected_option: option });
  };
  const entries = element.options.map((option) => ({
    key: option.value,
    label: plain(option.text),
    note: plain(option.description),
    run: () => pick(option),
  }));
  return html`<${MenuButton} face=${html`<span aria-hidden="true">•••</span>`} label="More actions"
    look="button button-icon" entries=${entries} waiting=${isBusy(surface, block, element)} />`;
}
