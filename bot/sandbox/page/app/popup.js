/** Lists and menus that float above the page, in the browser's top layer so that dialogs don't clip them. */
import { useEffect, useLayoutEffect } from "./lib.js";

const GAP = 4;
const EDGE = 8;

/**
 * Puts a floating element under its anchor, or above it when there is more room.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} floating
 * @param {{align?: "start"|"end", match?: boolean}} how `match` makes it at least as wide as its anchor
 */
function place(anchor, floating, { align = "start", match = false }) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  floating.style.maxHeight = "";
  if (match) floating.style.minWidth = `${Math.min(box.width, window.innerWidth - 2 * EDGE)}px`;
  const wanted = Math.min(floating.scrollHeight + 2, 320);
  const upwards = below < wanted && above > below;
  floating.style.maxHeight = `${Math.max(96, Math.min(320, upwards ? above : below))}px`;
  const height = floating.getBoundingClientRect().height;
  const width = floating.getBoundingClientRect().width;
  const left = align === "end" ? box.right - width : box.left;
  floating.style.top = `${upwards ? box.top - GAP - height : box.bottom + GAP}px`;
  floating.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
}

/**
 * Shows the popover of `floating` beside `anchor` for as long as `open` is true.
 * @param {{current: HTMLElement}} anchor
 * @param {{current: HTMLElement}} floating an element with `popover="manual"`
 * @param {boolean} open
 * @param {{align?: "start"|"end", match?: boolean}} [how]
 */
export function useFloating(anchor, floating, open, how = {}) {
  useLayoutEffect(() => {
    if (!open || !floating.current) return undefined;
    floating.current.showPopover();
    const follow = () => floating.current && anchor.current && place(anchor.current, floating.current, how);
    follow();
    window.addEventListener("scroll", follow, true);
    window.addEventListener("resize", follow);
    return () => {
      window.removeEventListener("scroll", follow, true);
      window.removeEventListener("resize", follow);
    };
  }, [open]);
  useLayoutEffect(() => {
    if (open && floating.current && anchor.current) place(anchor.current, floating.current, how);
  });
}

/**
 * Calls `close` for a press outside the given elements while `open`.
 * @param {boolean} open
 * @param {Array<{current: HTMLElement}>} inside
 * @param {() => void} close
 */
export function useOutsidePress(open, inside, close) {
  useEffect(() => {
    if (!open) return undefined;
    const onPress = (event) => {
      if (!inside.some((ref) => ref.current?.contains(event.target))) close();
    };
    document.addEventListener("pointerdown", onPress, true);
    return () => document.removeEventListener("pointerdown", onPress, true);
  }, [open]);
}
