/** Unsent texts, kept in the tab so that they outlive a reload of the page and a restart of the sandbox. */

const PREFIX = "draft:";

/** The unsent text of a composer. @param {string} key @returns {string} */
export function draftOf(key) {
  return window.sessionStorage.getItem(PREFIX + key) ?? "";
}

/** @param {string} key @param {string} text */
export function setDraft(key, text) {
  try {
    if (text) window.sessionStorage.setItem(PREFIX + key, text);
    else window.sessionStorage.removeItem(PREFIX + key);
  } catch {
    // A full store only means that this text does not outlive a reload.
  }
}
