/** A file in a message: a picture by its preview, anything else as a card to download. */
import { fileAddress } from "./api.js";
import { kindWords, sizeWords } from "./file_words.js";
import { Icon } from "./icons.js";
import { html, useState } from "./lib.js";
import { route } from "./store.js";

const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const MOST_WIDE = 360;
const MOST_HIGH = 280;

function boxOf(file) {
  const { original_w: wide, original_h: high } = file;
  if (!wide || !high) return {};
  const scale = Math.min(1, MOST_WIDE / wide, MOST_HIGH / high);
  return { width: Math.round(wide * scale), height: Math.round(high * scale) };
}

function Card({ file, name, children }) {
  return html`<div class="file-card">
    <span class="file-kind" aria-hidden="true">${kindWords(file.name ?? name)}</span>
    <span class="file-words">
      <span class="file-name" title=${name}>${name}</span>
      <span class="file-size">${sizeWords(file.size)}</span>
    </span>
    ${children}
  </div>`;
}

/** @param {{file: object}} props Slack's file object */
export function File({ file }) {
  const [failed, setFailed] = useState(false);
  const name = file.title || file.name || "File";
  if (file.mode === "tombstone") return html`<div class="file file-gone">This file was deleted.</div>`;
  const { as } = route.value;
  const href = fileAddress(file.id, as);
  const drawn = SHOWN.includes(file.mimetype) && !failed;
  return html`<div class="file">
    ${
      drawn &&
      html`<a class="file-picture" href=${href} target="_blank" rel="noopener noreferrer">
      <img class="picture" src=${fileAddress(file.id, as, { thumb: true })} alt=${file.alt_txt || `Picture: ${name}`}
        ...${boxOf(file)} loading="lazy" decoding="async" onError=${() => setFailed(true)} />
    </a>`
    }
    <${Card} file=${file} name=${name}>
      <a class="icon-button" href=${href} download=${file.name || name} aria-label=${`Download ${name}`}
        title="Download"><${Icon} name="download" /></a>
    <//>
  </div>`;
}

/**
 * A file that is chosen, on its way, or held by a form.
 * @param {object} props
 * @param {{name: string, size?: number}} props.file
 * @param {number|null} [props.part] how much is sent, 0 to 1, or null while nothing is on its way
 * @param {string} [props.problem]
 * @param {() => void} props.onRemove
 */
export function FileChip({ file, part = null, problem = "", onRemove }) {
  const sending = part !== null;
  const percent = Math.round((part ?? 0) * 100);
  return html`<div class="file-chip">
    <${Card} file=${file} name=${file.name}>
      <button type="button" class="icon-button" aria-label=${`${sending ? "Stop sending" : "Remove"} ${file.name}`}
        onClick=${onRemove}><${Icon} name="close" /></button>
    <//>
    ${
      sending &&
      html`<progress class="file-progress" max="100" value=${percent} aria-label=${`Sending ${file.name}`}></progress>
      <span class="file-size">${percent < 100 ? `${percent}% sent` : "Being saved…"}</span>`
    }
    ${problem && html`<span class="file-problem" role="alert">${problem}</span>`}
  </div>`;
}
