/** Calls to the sandbox's page and control APIs. */

const UNREACHABLE = "The sandbox didn't answer. Check that it is running, then try again.";

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

export const getState = (as) => request("GET", `/page/state?${query({ as })}`);
export const getMessages = (fields) => request("GET", `/page/messages?${query(fields)}`);
export const getViews = (as) => request("GET", `/page/views?${query({ as })}`);
export const postMessage = (fields) => request("POST", "/page/message", fields);
export const postAction = (fields) => request("POST", "/page/action", fields);
export const postSubmit = (fields) => request("POST", "/page/submit", fields);
export const postClose = (fields) => request("POST", "/page/close", fields);
export const getHome = (as) => request("GET", `/page/home?${query({ as })}`);
export const postHome = (as) => request("POST", "/page/home", { as });
export const postDismiss = (fields) => request("POST", "/page/dismiss", fields);
export const postClock = (to) => request("POST", "/control/clock", { to });
