/** The browser's modal dialog, opened and closed as drawn; it keeps keyboard focus inside by itself. */
import { html, useLayoutEffect, useRef } from "./lib.js";

/**
 * @param {object} props
 * @param {string} props.look class
 * @param {string} props.labelledBy
 * @param {string} [props.describedBy]
 * @param {"dialog"|"alertdialog"} [props.role]
 * @param {() => void} props.onCancel Escape was pressed
 */
export function Dialog({ look, labelledBy, describedBy, role, onCancel, children }) {
  const ref = useRef(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (opener?.isConnected) opener.focus();
    };
  }, []);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onCancel();
  };
  const onNativeCancel = (event) => {
    event.preventDefault();
    onCancel();
  };
  return html`<dialog ref=${ref} class=${look} role=${role} aria-labelledby=${labelledBy}
    aria-describedby=${describedBy}
    onKeyDown=${onKeyDown} onCancel=${onNativeCancel}>${children}</dialog>`;
}
