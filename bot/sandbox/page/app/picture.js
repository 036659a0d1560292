/** Pictures. The page loads none from other hosts: their description stands in for them. */
import { html, useState } from "./lib.js";

function isOurs(url) {
  return new URL(url, window.location.origin).origin === window.location.origin;
}

/** @param {{url: string, alt: string, small?: boolean}} props */
export function Picture({ url, alt, small = false }) {
  const [failed, setFailed] = useState(false);
  if (!failed && url && isOurs(url)) {
    return html`<img class=${small ? "picture-small" : "picture"} src=${url} alt=${alt} loading="lazy"
      onError=${() => setFailed(true)} />`;
  }
  if (small) return html`<span class="picture-small picture-absent" role="img" aria-label=${alt}></span>`;
  return html`<span class="picture-words">Picture: ${alt || "no description given"}</span>`;
}
