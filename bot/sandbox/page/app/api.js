/** Calls to the sandbox's page and control APIs. */
import { windowId } from "./window_id.js";

export const UNREACHABLE = "The sandbox didn't answer. Check that it is running, then try again.";

/** A refusal whose message is a sentence for the reader. */
export class Refusal extends Error {}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    throw new Refusal(UNREACHABLE);
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw new Refusal(UNREACHABLE);
  }
  if (!response.ok || answer.ok === false) {
    throw new Refusal(answer.error || UNREACHABLE);
  }
  return answer;
}

function query(fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return new URLSearchParams(given).toString();
}

/** What may open a form says in which window. */
const here = (fields) => ({ ...fields, window: windowId });

export const getState = (as) => request("GET", `/page/state?${query({ as })}`);
export const getMessages = (fields) => request("GET", `/page/messages?${query(fields)}`);
export const getViews = (as) => request("GET", `/page/views?${query({ as, window: windowId })}`);
export const postMessage = (fields) => request("POST", "/page/message", here(fields));
export const postAction = (fields) => request("POST", "/page/action", here(fields));
export const postSubmit = (fields) => request("POST", "/page/submit", fields);
export const postClose = (fields) => request("POST", "/page/close", fields);
export const postJoin = (fields) => request("POST", "/page/join", fields);
export const getHome = (as) => request("GET", `/page/home?${query({ as })}`);
export const postHome = (as) => request("POST", "/page/home", { as });
export const postDismiss = (fields) => request("POST", "/page/dismiss", fields);
export const postReaction = (fields) => request("POST", "/page/reaction", fields);
export const postShortcut = (fields) => request("POST", "/page/shortcut", here(fields));
export const postSuggest = (fields) => request("POST", "/page/suggest", fields);
export const postStep = (fields) => request("POST", "/page/step", fields);
export const getSteps = (as) => request("GET", `/page/steps?${query({ as })}`);
export const postClock = (to) => request("POST", "/control/clock", { to });
export const getTraffic = (after) => request("GET", `/control/traffic?${query({ after })}`);
export const getExchange = (n) => request("GET", `/control/traffic/${n}`);
export const getFaults = () => request("GET", "/control/faults");
export const putFaults = (orders) => request("PUT", "/control/faults", orders);
export const getRates = () => request("GET", "/control/rates");
export const putRates = (enforced) => request("PUT", "/control/rates", { enforced });

/**
 * Where the content of a file is.
 * @param {string} id
 * @param {string} as the acting user's id
 * @param {{thumb?: boolean}} [how] a small picture of it
 */
export function fileAddress(id, as, { thumb = false } = {}) {
  return `/page/files/${encodeURIComponent(id)}?${query({ as, thumb: thumb ? 1 : null })}`;
}

/**
 * Sends a file as it lies on the disk, so that even a large one never fills the page's memory.
 * @param {File} file
 * @param {object} fields `as`, and for a message `channel`, `thread_ts` and `text`
 * @param {(part: number) => void} onProgress how much is sent, 0 to 1
 * @returns {{done: Promise<object>, stop: () => void}} `done` gives the answer or throws a Refusal
 */
export function upload(file, fields, onProgress) {
  const call = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    const fail = (words = UNREACHABLE) => reject(new Refusal(words));
    call.upload.addEventListener(
      "progress",
      (event) => event.lengthComputable && onProgress(event.loaded / event.total),
    );
    call.addEventListener("load", () => {
      const answer = call.response;
      if (call.status < 400 && answer?.ok) resolve(answer);
      else fail(answer?.error);
    });
    call.addEventListener("error", () => fail());
    call.addEventListener("abort", () => fail(""));
  });
  call.open("POST", `/page/upload?${query({ ...fields, name: file.name })}`);
  call.responseType = "json";
  call.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  call.send(file);
  return { done, stop: () => call.abort() };
}
