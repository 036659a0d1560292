/** A button with a small panel under it: for the clock and the person. */
import { classes, html, useEffect, useId, useRef, useState } from "./lib.js";
import { useOutsidePress } from "./popup.js";

/**
 * @param {object} props
 * @param {*} props.face what the button shows
 * @param {string} props.title names the panel
 * @param {string} props.look class of the button
 * @param {(close: () => void) => *} props.children draws the panel
 */
export function Popover({ face, title, look, children }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const button = useRef(null);
  const panel = useRef(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useOutsidePress(open, [root], () => setOpen(false));
  useEffect(() => {
    if (open) (panel.current.querySelector("[data-first]") ?? panel.current).focus();
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    const onKeyDown = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      close();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [open]);
  const onFocusOut = (event) => {
    if (open && event.relatedTarget && !root.current.contains(event.relatedTarget)) setOpen(false);
  };
  return html`<div class="popover-root" ref=${root} onFocusOut=${onFocusOut}>
    <button type="button" ref=${button} class=${classes("bar-button", look, open && "is-open")} aria-haspopup="dialog"
      aria-expanded=${open ? "true" : "false"} aria-controls=${open ? id : undefined} onClick=${() => setOpen(!open)}>
      ${face}
    </button>
    ${open &&
    html`<div id=${id} ref=${panel} class="panel" role="dialog" aria-label=${title} tabindex="-1">
      ${children(close)}
    </div>`}
  </div>`;
}
