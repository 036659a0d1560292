/** The page's few signs, drawn in the colour of the text beside them. */
import { html } from "./lib.js";

const LINE = {
  back: "M10 3 5 8l5 5",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.6V8l2.3 1.6",
  close: "m4 4 8 8m0-8-8 8",
  house: "M2.5 7.2 8 2.7l5.5 4.5V13a.8.8 0 0 1-.8.8H9.6V10H6.4v3.8H3.3a.8.8 0 0 1-.8-.8z",
  menu: "M2 4h12M2 8h12M2 12h12",
  reply:
    "M2 3.5A1.5 1.5 0 0 1 3.5 2h9A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H8l-3.5 3v-3h-1" +
    "A1.5 1.5 0 0 1 2 9.5z",
};
const SOLID = {
  eye:
    "M8 3.5c3 0 5.3 1.9 6.6 4.5C13.3 10.6 11 12.5 8 12.5S2.7 10.6 1.4 8C2.7 5.4 5 3.5 8 3.5z" +
    "m0 2A2.5 2.5 0 1 0 8 10.5 2.5 2.5 0 0 0 8 5.5z",
  lock:
    "M4.5 7V5.5a3.5 3.5 0 0 1 7 0V7h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z" +
    "M6 7h4V5.5a2 2 0 0 0-4 0z",
  send: "M2.4 2.8 14 8 2.4 13.2l1.4-4.6L8.8 8l-5-.6z",
  speech:
    "M3.3 5A1.7 1.7 0 0 1 5 3.3h6A1.7 1.7 0 0 1 12.7 5v3.3A1.7 1.7 0 0 1 11 10H8l-2.7 2.5V10H5" +
    "a1.7 1.7 0 0 1-1.7-1.7z",
};

/** @param {{name: keyof LINE | keyof SOLID}} props */
export function Icon({ name }) {
  const path = LINE[name]
    ? html`<path d=${LINE[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"
        stroke-linejoin="round" />`
    : html`<path d=${SOLID[name]} fill="currentColor" fill-rule="evenodd" />`;
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${path}</svg>`;
}
