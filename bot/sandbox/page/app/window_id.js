/** The word by which the sandbox knows this window: a form opens only in the window that asked for it. */

const KEY = "window";

/** A tab that is duplicated copies what is stored, so the word is stored only while the page is away. */
function taken() {
  const kept = window.sessionStorage.getItem(KEY);
  window.sessionStorage.removeItem(KEY);
  return kept;
}

export const windowId = taken() ?? Array.from(window.crypto.getRandomValues(new Uint32Array(3))).join("-");

window.addEventListener("pagehide", () => {
  window.sessionStorage.setItem(KEY, windowId);
});
window.addEventListener("pageshow", () => {
  window.sessionStorage.removeItem(KEY);
});
