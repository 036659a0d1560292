/** Buttons and overflow menus. */
import { isBusy, press } from "../actions.js";
import { classes, html, useEffect, useRef, useState } from "../lib.js";
import { plain, safeUrl } from "../mrkdwn_view.js";
import { useFloating, useOutsidePress } from "../popup.js";

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

function focusEntry(menu, step) {
  const entries = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = entries.indexOf(document.activeElement);
  const next =
    step === "first" ? 0 : step === "last" ? entries.length - 1 : (at + step + entries.length) % entries.length;
  entries[next]?.focus();
}

/** A "more" button with a short menu. */
export function Overflow({ surface, block, element }) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  const menu = useRef(null);
  const waiting = isBusy(surface, block, element);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useFloating(button, menu, open, { align: "end" });
  useOutsidePress(open, [button, menu], () => setOpen(false));
  useEffect(() => {
    if (open) focusEntry(menu.current, "first");
  }, [open]);

  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      focusEntry(menu.current, step);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      close();
    }
  };
  const pick = (option) => {
    close();
    const href = option.url && safeUrl(option.url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    press(surface, block, element, { selected_option: option });
  };

  return html`<span class="overflow">
    <button type="button" ref=${button} class=${classes("button button-icon", waiting && "is-busy")}
      aria-label="More actions"
      aria-haspopup="menu" aria-expanded=${open ? "true" : "false"} aria-disabled=${waiting ? "true" : undefined}
      onClick=${() => !waiting && setOpen(!open)}>
      <span aria-hidden="true">•••</span>
    </button>
    ${open &&
      html`<div ref=${menu} role="menu" aria-label="More actions" popover="manual" class="floating menu"
        onKeyDown=${onKeyDown}>
      ${element.options.map((option) =>
          html`<button type="button" key=${option.value} role="menuitem" tabindex="-1" class="menu-entry"
          onClick=${() => pick(option)}>
          ${plain(option.text)}
          ${option.description && html`<span class="option-description">${plain(option.description)}</span>`}
        </button>`,
      )}
    </div>`}
  </span>`;
}
