/** Business time: what the sandbox last said, carried on at real pace. */
import { Refusal, postClock } from "./api.js";
import { computed, signal } from "./lib.js";

const given = signal(null);
const beat = signal(0);

/** What the ticks of the last jump did: `[{at, tick, summary}]`, or null before any jump. */
export const report = signal(null);
export const moving = signal(false);
export const refusal = signal("");

window.setInterval(() => {
  beat.value += 1;
}, 1000);

/** The business instant, or null before the first load. */
export const now = computed(() => {
  beat.value;
  if (!given.value) return null;
  return new Date(given.value.at + (performance.now() - given.value.received));
});

/** The business instant cut to the minute, so that what shows minutes redraws once a minute. */
export const minute = computed(() => (now.value ? Math.floor(now.value.getTime() / 60_000) * 60_000 : null));

/** True while the follower has not yet run every tick up to the present version. */
export const catchingUp = computed(() => given.value !== null && given.value.settled < given.value.version);

/**
 * Takes over what the sandbox said.
 * @param {{now: string, version: number, settled: number}} clock
 * @param {Array<{at: string, tick: string, summary: string}>} [ticks] the follower's report, when it came along
 */
export function setClock(clock, ticks) {
  if (given.value && clock.version < given.value.version) return;
  const jumped = given.value !== null && clock.version > given.value.version;
  const settled = jumped ? clock.settled : Math.max(clock.settled, given.value?.settled ?? 0);
  given.value = {
    at: Date.parse(clock.now),
    version: clock.version,
    settled,
    received: performance.now(),
  };
  if (jumped) report.value = null;
  if (ticks && clock.settled >= clock.version) report.value = ticks;
}

/** The business instant for code that runs outside drawing. @returns {Date} */
export function businessNow() {
  return now.peek() ?? new Date();
}

/**
 * Moves business time forward.
 * @param {Date} target
 * @returns {Promise<boolean>} false when the sandbox refused; its sentence is in `refusal`
 */
export async function moveTo(target) {
  if (moving.value) return false;
  moving.value = true;
  refusal.value = "";
  try {
    setClock(await postClock(target.toISOString()));
    return true;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    refusal.value = problem.message;
    return false;
  } finally {
    moving.value = false;
  }
}
