/** How files are named and measured. */

const UNITS = ["kB", "MB", "GB"];

/** "340 kB", "1.4 MB". @param {number|undefined} bytes @returns {string} */
export function sizeWords(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1000) return `${bytes} bytes`;
  let size = bytes;
  let unit = -1;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${UNITS[unit]}`;
}

/** "PDF", or "FILE" for a name without an ending. @param {string} name */
export function kindWords(name) {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name ?? "")?.[1];
  return (ending ?? "file").slice(0, 4).toUpperCase();
}
