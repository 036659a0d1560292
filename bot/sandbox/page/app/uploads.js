/** Files that wait to be sent with a message, and those on their way, by composer. */
import { Refusal, upload } from "./api.js";
import { sizeWords } from "./file_words.js";
import { signal } from "./lib.js";
import { announcement } from "./store.js";

const MOST_BYTES = 1_000_000_000;
const MOST_FILES = 10;

/** Chosen files by composer key: `{[key]: [{id, file, part, problem, sent}]}`; `part` is null unless it is on its
 * way, `sent` the sandbox's id of what has arrived. */
const chosen = signal({});
const stops = new Map();
let last = 0;

/** @param {string} key of a composer @returns {object[]} */
export function filesOf(key) {
  return chosen.value[key] ?? [];
}

function keep(key, entries) {
  chosen.value = { ...chosen.value, [key]: entries };
}

function change(key, id, fields) {
  keep(
    key,
    filesOf(key).map((entry) => (entry.id === id ? { ...entry, ...fields } : entry)),
  );
}

/** Why a file can't be sent, or "". @param {File} file */
export function refusalOf(file) {
  if (file.size === 0) return `${file.name} is empty, so there is nothing to send.`;
  if (file.size > MOST_BYTES) return `${file.name} has ${sizeWords(file.size)}. A file may have up to 1 GB.`;
  return "";
}

/**
 * Adds files to what the next message carries.
 * @param {string} key of a composer
 * @param {File[]} files
 * @returns {string} what was refused and why, or ""
 */
export function addFiles(key, files) {
  const refused = files.map(refusalOf).filter(Boolean);
  const fit = files.filter((file) => !refusalOf(file));
  const room = MOST_FILES - filesOf(key).length;
  if (fit.length > room) refused.push(`A message carries up to ${MOST_FILES} files.`);
  const added = fit.slice(0, Math.max(0, room)).map((file) => {
    last += 1;
    return { id: last, file, part: null, problem: "", sent: null };
  });
  keep(key, [...filesOf(key), ...added]);
  return refused.join(" ");
}

/** Takes a file away, and stops it when it is on its way. @param {string} key @param {number} id */
export function removeFile(key, id) {
  stops.get(id)?.();
  keep(
    key,
    filesOf(key).filter((entry) => entry.id !== id),
  );
}

/**
 * Brings the chosen files into the sandbox, so that one message can carry them all.
 * @param {string} key of a composer
 * @param {string} as the acting user's id
 * @returns {Promise<string[]|null>} their ids in order, or null when one did not arrive and waits to be sent again
 */
export async function uploadFiles(key, as) {
  for (const { id, file, sent } of filesOf(key)) {
    if (sent || !filesOf(key).some((entry) => entry.id === id)) continue;
    change(key, id, { part: 0, problem: "" });
    const { done, stop } = upload(file, { as }, (part) => change(key, id, { part }));
    stops.set(id, stop);
    try {
      const answer = await done;
      change(key, id, { part: null, sent: answer.file.id });
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      change(key, id, { part: null, problem: refused.message });
    } finally {
      stops.delete(id);
    }
  }
  const entries = filesOf(key);
  return entries.every((entry) => entry.sent) ? entries.map((entry) => entry.sent) : null;
}

/** Forgets the files that a message has carried away. @param {string} key @param {string[]} sent */
export function forgetFiles(key, sent) {
  if (!sent.length) return;
  const gone = filesOf(key).filter((entry) => sent.includes(entry.sent));
  announcement.value = `Sent: ${gone.map((entry) => entry.file.name).join(", ")}.`;
  keep(
    key,
    filesOf(key).filter((entry) => !gone.includes(entry)),
  );
}

/** Takes a complaint back that is true no longer. @param {string} key @param {string} words */
export function forgetTrouble(key, words) {
  for (const entry of filesOf(key)) {
    if (entry.problem === words) change(key, entry.id, { problem: "" });
  }
}
