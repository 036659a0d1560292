/** The one place that names the vendored libraries; every other module imports from here. */
import { Fragment, h, render } from "../vendor/preact.mjs";
import htm from "../vendor/htm.mjs";

export { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.mjs";
export { batch, computed, effect, signal } from "../vendor/signals.mjs";
export { Fragment, render };
export const html = htm.bind(h);

/**
 * Joins the class names that apply.
 * @param {...(string|false|null|undefined)} names
 * @returns {string}
 */
export function classes(...names) {
  return names.filter(Boolean).join(" ");
}
