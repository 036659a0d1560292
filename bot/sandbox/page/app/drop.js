/** Files that are dragged from the desktop onto a conversation. */
import { useEffect, useState } from "./lib.js";

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

/**
 * Takes files dropped anywhere on the pane around an element.
 * @param {{current: HTMLElement}} ref an element of the pane
 * @param {(files: File[]) => void} onFiles
 * @returns {boolean} whether files hover over the pane
 */
export function useDrop(ref, onFiles) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const pane = ref.current.closest("main, aside");
    let depth = 0;
    const onEnter = (event) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onOver = (event) => hasFiles(event) && event.preventDefault();
    const onLeave = (event) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      onFiles([...event.dataTransfer.files]);
    };
    const heard = { dragenter: onEnter, dragover: onOver, dragleave: onLeave, drop: onDrop };
    for (const [name, listener] of Object.entries(heard)) pane.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(heard)) pane.removeEventListener(name, listener);
    };
  }, [onFiles]);
  return over;
}
