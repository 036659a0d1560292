/** The list of calls and deliveries, which follows what happens. */
import { Icon } from "../icons.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib.js";
import { Detail, Status } from "./detail.js";
import { clearExchanges, exchanges, filter, follow, paused, shownExchanges, trouble } from "./exchanges.js";

const DRAWN = 150;
const MORE = 200;
const WAYS = [
  ["all", "All"],
  ["call", "Calls"],
  ["delivery", "Deliveries"],
];
const STAMP = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function change(fields) {
  filter.value = { ...filter.value, ...fields };
}

function Filters() {
  const { words, direction, failed } = filter.value;
  const toggle = () => {
    if (paused.value) follow();
    else paused.value = true;
  };
  return html`<div class="inspector-filters">
    <input class="input" type="search" aria-label="Filter the traffic" placeholder="Filter, such as chat.update"
      autocomplete="off" value=${words} onInput=${(event) => change({ words: event.currentTarget.value })} />
    <div class="inspector-row">
      <div class="segments" role="group" aria-label="Show">
        ${WAYS.map(
          ([way, label]) => html`<button type="button" key=${way} class="segment"
            aria-pressed=${direction === way ? "true" : "false"}
            onClick=${() => change({ direction: way })}>${label}</button>`,
        )}
      </div>
      <label class="check"><input type="checkbox" checked=${failed}
        onChange=${(event) => change({ failed: event.currentTarget.checked })} /> Failed only</label>
      <span class="inspector-acts">
        <button type="button" class="button button-small" aria-pressed=${paused.value ? "true" : "false"}
          onClick=${toggle}>
          <${Icon} name=${paused.value ? "play" : "pause"} />${paused.value ? "Go on" : "Pause"}</button>
        <button type="button" class="button button-small" onClick=${clearExchanges}>Clear</button>
      </span>
    </div>
  </div>`;
}

function whenWords({ ms, at }) {
  const took = `${Math.round(ms)} ms`;
  return at ? `${took} · ${STAMP.format(new Date(at))}` : took;
}

function Row({ exchange, onOpen }) {
  const call = exchange.direction === "call";
  return html`<li>
    <button type="button" class="exchange" data-n=${exchange.n} onClick=${() => onOpen(exchange)}>
      <span class="exchange-way" aria-hidden="true">${call ? "→" : "←"}</span>
      <span class="exchange-words">
        <span class="exchange-name"><span class="unseen">${call ? "Call: " : "Delivery: "}</span>${exchange.name}</span>
        ${exchange.summary && html`<span class="exchange-summary">${exchange.summary}</span>`}
      </span>
      <span class="exchange-end">
        <${Status} exchange=${exchange} />
        <span class="exchange-time">${whenWords(exchange)}</span>
      </span>
    </button>
  </li>`;
}

function emptyWords() {
  if (exchanges.value.length) return "Nothing fits the filter.";
  return paused.value
    ? "Paused. Nothing is listed until you go on."
    : "Nothing yet. What the app sends and is sent appears here.";
}

export function TrafficView() {
  const [open, setOpen] = useState(null);
  const [most, setMost] = useState(DRAWN);
  const list = useRef(null);
  const left = useRef(0);
  useEffect(() => {
    follow();
  }, []);
  useLayoutEffect(() => {
    if (open || !left.current) return;
    list.current?.querySelector(`[data-n="${left.current}"]`)?.focus();
    left.current = 0;
  }, [open]);
  const back = () => {
    left.current = open.n;
    setOpen(null);
  };
  if (open) return html`<${Detail} exchange=${open} onBack=${back} />`;
  const shown = shownExchanges.value;
  return html`
    <${Filters} />
    <div role="alert">${trouble.value && html`<p class="file-problem">${trouble.value}</p>`}</div>
    <div class="inspector-list" ref=${list} tabindex="0" role="region" aria-label="Traffic, the newest first">
      <ol>
        ${shown.slice(0, most).map((exchange) => html`<${Row} key=${exchange.n} exchange=${exchange} onOpen=${setOpen} />`)}
      </ol>
      ${shown.length === 0 && html`<p class="empty">${emptyWords()}</p>`}
      ${
        shown.length > most &&
        html`<p class="earlier"><button type="button" class="button button-small"
        onClick=${() => setMost(most + MORE)}>Show earlier traffic</button></p>`
      }
    </div>
  `;
}
