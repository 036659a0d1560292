/** A button that opens a menu of things to do (the ARIA menu button pattern). */
import { classes, html, useEffect, useRef, useState } from "./lib.js";
import { useFloating, useOutsidePress } from "./popup.js";

function focusEntry(menu, step) {
  const entries = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = entries.indexOf(document.activeElement);
  const next =
    step === "first" ? 0 : step === "last" ? entries.length - 1 : (at + step + entries.length) % entries.length;
  entries[next]?.focus();
}

function focusLetter(menu, letter) {
  const entries = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = entries.indexOf(document.activeElement);
  const wanted = letter.toLowerCase();
  const next = [...entries.slice(at + 1), ...entries].find((entry) =>
    entry.textContent.trim().toLowerCase().startsWith(wanted),
  );
  next?.focus();
}

function grouped(entries) {
  const groups = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && last.name === (entry.group ?? "")) last.entries.push(entry);
    else groups.push({ name: entry.group ?? "", entries: [entry] });
  }
  return groups;
}

/**
 * @param {object} props
 * @param {*} props.face what the button shows
 * @param {string} props.label names the button and the menu
 * @param {string} props.look class of the button
 * @param {Array<{key: string, label: string, note?: string, group?: string, run: () => void}>} props.entries
 * @param {"start"|"end"} [props.align]
 * @param {boolean} [props.waiting] the last choice is still on its way
 * @param {object} [props.button] further attributes of the button
 */
export function MenuButton({ face, label, look, entries, align = "end", waiting = false, button: more = {} }) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  const menu = useRef(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useFloating(button, menu, open, { align });
  useOutsidePress(open, [button, menu], () => setOpen(false));
  useEffect(() => {
    if (open) focusEntry(menu.current, "first");
  }, [open]);

  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      focusEntry(menu.current, step);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      close();
    } else if (event.key.length === 1 && event.key !== " ") {
      focusLetter(menu.current, event.key);
    }
  };
  const pick = (entry) => {
    close();
    entry.run();
  };

  return html`<span class="menu-root">
    <button type="button" ref=${button} class=${classes(look, waiting && "is-busy", open && "is-open")}
      aria-label=${label} title=${label} aria-haspopup="menu" aria-expanded=${open ? "true" : "false"}
      aria-disabled=${waiting ? "true" : undefined} ...${more} onClick=${() => !waiting && setOpen(!open)}>
      ${face}
    </button>
    ${
      open &&
      html`<div ref=${menu} role="menu" aria-label=${label} popover="manual" class="floating menu"
      onKeyDown=${onKeyDown}>
      ${grouped(entries).map(
        (group) => html`<div role="group" aria-label=${group.name || undefined} class="menu-group" key=${group.name}>
          ${group.name && html`<div class="option-group" aria-hidden="true">${group.name}</div>`}
          ${group.entries.map(
            (entry) => html`<button type="button" key=${entry.key} role="menuitem" tabindex="-1" class="menu-entry"
              onClick=${() => pick(entry)}>
              ${entry.label}
              ${entry.note && html`<span class="option-description">${entry.note}</span>`}
            </button>`,
          )}
        </div>`,
      )}
    </div>`
    }
  </span>`;
}
