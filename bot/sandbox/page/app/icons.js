/** The page's few signs, drawn in the colour of the text beside them. */
import { html } from "./lib.js";

const LINE = {
  back: "M10 3 5 8l5 5",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.6V8l2.3 1.6",
  close: "m4 4 8 8m0-8-8 8",
  bold: "M5 3h3.6a2.3 2.3 0 0 1 0 4.7H5zM5 7.7h4.2a2.6 2.6 0 0 1 0 5.3H5z",
  bolt: "M9 1.8 3.8 9h3.7L7 14.2 12.2 7H8.5z",
  bullets: "M6 4h7.5M6 8h7.5M6 12h7.5M2.7 4h.1M2.7 8h.1M2.7 12h.1",
  clip: "m13 7.2-5.4 5.4a3 3 0 0 1-4.2-4.2l5.8-5.8a2 2 0 0 1 2.8 2.8L6.3 11a1 1 0 0 1-1.4-1.4l5-5",
  code: "m5.5 4.5-3.5 3.5 3.5 3.5m5-7 3.5 3.5-3.5 3.5",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  download: "M8 2v8m-3.2-3L8 10.2 11.2 7M2.8 13.2h10.4",
  house: "M2.5 7.2 8 2.7l5.5 4.5V13a.8.8 0 0 1-.8.8H9.6V10H6.4v3.8H3.3a.8.8 0 0 1-.8-.8z",
  italic: "M6.5 3h5M4.5 13h5M9.2 3 6.8 13",
  link:
    "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9" +
    "m1 2.7a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  menu: "M2 4h12M2 8h12M2 12h12",
  numbers: "M6.5 4h7M6.5 8h7M6.5 12h7M2.3 3.2l.8-.5v3M2 10.4c.3-.7 1.6-.6 1.5.3-.1.5-.9.9-1.5 1.9h1.6",
  pause: "M5.2 3v10M10.8 3v10",
  play: "M5 3v10l7.5-5z",
  pulse: "M1.5 8.5H4L6 3.5l3.5 9 2-5h3",
  reply:
    "M2 3.5A1.5 1.5 0 0 1 3.5 2h9A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H8l-3.5 3v-3h-1" +
    "A1.5 1.5 0 0 1 2 9.5z",
  smile: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.2 9.4c1.2 2 4.4 2 5.6 0M6 6v.4M10 6v.4",
  strike:
    "M2.5 8h11M11 4.8C10.6 3.6 9.4 3 8 3 6 3 4.8 4 4.8 5.4c0 .8.4 1.5 1.2 2M5 11c.4 1.3 1.6 2 3.1 2 2 0 3.2-1 3.2-2.5",
};
const SOLID = {
  dots:
    "M3 6.7a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6" +
    "m5 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6" +
    "m5 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6",
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
