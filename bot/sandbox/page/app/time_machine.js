/** The time machine: business time, and moving it forward. */
import { catchingUp, minute, moveTo, moving, now, refusal, report } from "./clock.js";
import { Icon } from "./icons.js";
import { FieldError } from "./field_error.js";
import { html, useEffect, useState } from "./lib.js";
import { Popover } from "./popover.js";
import { app } from "./store.js";
import {
  clockTime,
  dateAndTime,
  dayKey,
  instantOf,
  longDate,
  nextDay,
  nextHour,
  nextWorkingDay,
  wallTime,
} from "./time.js";

const STEPS = [
  ["+1 hour", nextHour],
  ["+1 day", nextDay],
  ["+1 working day", nextWorkingDay],
];

function Progress() {
  if (!catchingUp.value) return null;
  const words = app.value.online
    ? "Catching up…"
    : `${app.value.name} isn't connected. It will catch up with this time when it is back.`;
  return html`<p
    class="clock-progress">${app.value.online && html`<span class="spinner" aria-hidden="true"></span>`}${words}</p>`;
}

/**
 * What happened, with a tick that says the same as it did the last time in one line, where it was first said; so the
 * nightly chores of a month do not bury what matters: `[{words, from, to, count}]`.
 */
function folded(entries) {
  const lines = [];
  const latest = new Map();
  for (const { tick, summary, at } of entries) {
    const words = summary || tick;
    const line = latest.get(tick);
    if (line?.words === words) {
      line.to = at;
      line.count += 1;
    } else {
      latest.set(tick, { words, from: at, to: at, count: 1 });
      lines.push(latest.get(tick));
    }
  }
  return lines;
}

function timesOf({ count, from, to }) {
  const last = new Date(to);
  const sameDay = dayKey(new Date(from)) === dayKey(last);
  return `${count} times, last at ${sameDay ? clockTime(last) : dateAndTime(last)}`;
}

function Report() {
  if (!report.value) return null;
  const count = report.value.length;
  if (count === 0) return html`<p class="panel-note">Caught up. Nothing was due in between.</p>`;
  let day = "";
  return html`<section aria-label="What happened in between">
    <h3 class="clock-report-title">${count === 1 ? "One thing happened" : `${count} things happened`} in between</h3>
    <ol class="clock-report" tabindex="0" aria-label="What happened in between">
      ${folded(report.value).map((line) => {
        const instant = new Date(line.from);
        const newDay = dayKey(instant) !== day;
        day = dayKey(instant);
        return html`<li>
          ${newDay && html`<span class="clock-report-day">${longDate(instant)}</span>`}
          <span class="clock-report-time">${clockTime(instant)}</span>
          <span>${line.words}${line.count > 1 && html` <span class="clock-report-count">· ${timesOf(line)}</span>`}</span>
        </li>`;
      })}
    </ol>
  </section>`;
}

function Controls() {
  const [target, setTarget] = useState(() => wallTime(now.value));
  const go = async (instant) => {
    if (await moveTo(instant)) setTarget(wallTime(now.value));
  };
  const submit = (event) => {
    event.preventDefault();
    if (target) go(instantOf(target));
  };
  useEffect(() => {
    refusal.value = "";
  }, []);
  const words = refusal.value;
  return html`
    <div class="clock-steps" role="group" aria-label="Move forward">
      ${STEPS.map(
        ([label, next]) =>
          html`<button type="button" key=${label} class="button" aria-disabled=${moving.value ? "true" : undefined}
            onClick=${() => go(next(now.value))}>${label}</button>`,
      )}
    </div>
    <form class="clock-form" onSubmit=${submit}>
      <label class="label" for="clock-target">Go to date and time</label>
      <div class="clock-row">
        <input id="clock-target" class="input" type="datetime-local" value=${target}
          aria-describedby=${words ? "clock-refusal" : undefined}
          aria-invalid=${words ? "true" : undefined} onInput=${(event) => setTarget(event.currentTarget.value)} />
        <button type="submit" class="button button-primary"
          aria-disabled=${moving.value ? "true" : undefined}>Go</button>
      </div>
    </form>
    <div role="alert">${words && html`<${FieldError} id="clock-refusal" words=${words} />`}</div>
  `;
}

function Panel() {
  return html`<div class="clock-panel">
    <h2 class="panel-title">Time machine</h2>
    <p class="clock-now">${dateAndTime(new Date(minute.value))}</p>
    <p class="panel-note">Time here moves forward only. A jump does everything that falls due in between.</p>
    <${Controls} />
    <div aria-live="polite"><${Progress} /><${Report} /></div>
  </div>`;
}

export function TimeMachine() {
  if (minute.value === null) return null;
  const face = html`
    <${Icon} name="clock" />
    <span class="bar-words">
      <span class="unseen">Time machine: </span>${dateAndTime(new Date(minute.value))}
      ${catchingUp.value && html`<span class="bar-note">Catching up…</span>`}
    </span>`;
  return html`<${Popover} face=${face} title="Time machine" look="clock-button">${() => html`<${Panel} />`}<//>`;
}
