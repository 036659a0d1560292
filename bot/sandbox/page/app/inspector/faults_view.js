/** Ordering what goes wrong, and the list of what is on order. */
import { FieldError } from "../field_error.js";
import { html, useId, useState } from "../lib.js";
import { exchanges } from "./exchanges.js";
import {
  ANY,
  ANY_CALL,
  ANY_DELIVERY,
  DELIVERIES,
  HISTORY,
  KINDS,
  clearFaults,
  faultWords,
  fitsWords,
  order,
  orders,
  rates,
  setRates,
  takeBack,
} from "./faults_on_order.js";

const METHODS = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.publish",
  "conversations.history",
  "conversations.replies",
  "users.info",
  "files.getUploadURLExternal",
];
const OTHER = " other";
const ONLY_HISTORY = "history";

function methods() {
  const seen = exchanges.value.filter((each) => each.direction === "call").map((each) => each.name);
  return [...new Set([...METHODS, ...seen])].filter((name) => name.includes(".")).sort();
}

function kindsFor(method) {
  if (method === ANY) return KINDS.filter((known) => known.for.length > 1);
  if (method === ANY_CALL) return KINDS.filter((known) => known.for.length === 1 && known.for[0] === "call");
  if (method === ANY_DELIVERY) return KINDS.filter((known) => known.for.length === 1 && known.for[0] === "delivery");
  const kind = DELIVERIES.some(([name]) => name === method) ? "delivery" : "call";
  return KINDS.filter(
    (known) => known.for.includes(kind) || (HISTORY.includes(method) && known.for.includes(ONLY_HISTORY)),
  );
}

function Number_({ id, label, value, least, onChange }) {
  return html`<span class="fault-number"><label class="label" for=${id}>${label}</label>
    <input id=${id} class="input" type="number" min=${least} max="3600" step="1" value=${value}
      onInput=${(event) => onChange(event.currentTarget.value)} /></span>`;
}

function Form() {
  const id = useId();
  const [method, setMethod] = useState("chat.postMessage");
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState("ratelimited");
  const [times, setTimes] = useState("1");
  const [number, setNumber] = useState("5");
  const [problem, setProblem] = useState("");
  const kinds = kindsFor(method);
  const chosen = kinds.find((known) => known.kind === kind) ?? kinds[0];
  const submit = async (event) => {
    event.preventDefault();
    const isAny = method === ANY_CALL || method === ANY_DELIVERY;
    const name = method === OTHER ? typed.trim() : isAny ? ANY : method;
    if (!name) {
      setProblem("Say which method it is for.");
      return;
    }
    const fault = { method: name, kind: chosen.kind, times: Number(times) || 1 };
    if (chosen.number) fault[chosen.number] = Number(number) || 1;
    setProblem(await order(fault));
  };
  return html`<form class="fault-form" onSubmit=${submit}>
    <div class="fault-field">
      <label class="label" for=${`${id}-method`}>What it is for</label>
      <select id=${`${id}-method`} class="input" value=${method}
        onChange=${(event) => setMethod(event.currentTarget.value)}>
        <option value=${ANY}>Whatever comes next</option>
        <optgroup label="Deliveries to the app">
          <option value=${ANY_DELIVERY}>The next delivery</option>
          ${DELIVERIES.map(([name, words]) => html`<option key=${name} value=${name}>${words}</option>`)}
        </optgroup>
        <optgroup label="Calls by the app">
          <option value=${ANY_CALL}>The next call</option>
          ${methods().map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
          <option value=${OTHER}>Another method…</option>
        </optgroup>
      </select>
    </div>
    ${
      method === OTHER &&
      html`<div class="fault-field">
      <label class="label" for=${`${id}-typed`}>Method</label>
      <input id=${`${id}-typed`} class="input" autocomplete="off" spellcheck=${false} placeholder="chat.delete"
        value=${typed}
        onInput=${(event) => setTyped(event.currentTarget.value)} />
    </div>`
    }
    <div class="fault-field">
      <label class="label" for=${`${id}-kind`}>What goes wrong</label>
      <select id=${`${id}-kind`} class="input" aria-describedby=${`${id}-fits`} value=${chosen.kind}
        onChange=${(event) => setKind(event.currentTarget.value)}>
        ${kinds.map((known) => html`<option key=${known.kind} value=${known.kind}>${known.words}</option>`)}
      </select>
      <p class="panel-note" id=${`${id}-fits`}>${fitsWords(chosen)}</p>
    </div>
    <div class="fault-numbers">
      <${Number_} id=${`${id}-times`} label="Times" value=${times} least="1" onChange=${setTimes} />
      ${
        chosen.number &&
        html`<${Number_} id=${`${id}-number`} label=${chosen.label ?? "Seconds"} value=${number} least="0"
          onChange=${setNumber} />`
      }
      <button type="submit" class="button button-primary">Order the fault</button>
    </div>
    <div role="alert">${problem && html`<${FieldError} id=${`${id}-problem`} words=${problem} />`}</div>
  </form>`;
}

function Orders() {
  const count = orders.value.length;
  return html`<section aria-labelledby="faults-open" class="fault-orders">
    <div class="exchange-part-head">
      <h3 id="faults-open">On order</h3>
      ${count > 0 && html`<button type="button" class="button button-small" onClick=${clearFaults}>Clear all</button>`}
    </div>
    <div role="status">
      ${count === 0 && html`<p class="panel-note">Nothing is on order: everything works as it should.</p>`}
    </div>
    <ul>
      ${orders.value.map(
        (fault, index) => html`<li class="fault" key=${`${index}-${fault.method}-${fault.kind}`}>
          <span>${faultWords(fault)}</span>
          <button type="button" class="button button-small" aria-label=${`Take back: ${faultWords(fault)}`}
            onClick=${() => takeBack(index)}>Take back</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

export function FaultsView() {
  return html`<div class="inspector-faults">
    <p class="panel-note">A fault happens to the next call or delivery that fits, as often as you say.</p>
    <${Form} />
    <${Orders} />
    <section aria-labelledby="faults-rates">
      <h3 id="faults-rates">Rate limits</h3>
      <label class="check"><input type="checkbox" role="switch" checked=${rates.value !== false}
        onChange=${(event) => setRates(event.currentTarget.checked)} />
        Refuse calls that come too fast, as Slack does</label>
    </section>
  </div>`;
}
