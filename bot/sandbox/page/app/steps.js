/** "Run a step": what the app offers to workflows, with its inputs and what came of it. */
import { Refusal, postStep } from "./api.js";
import { Blocks } from "./blocks.js";
import { Dialog } from "./dialog.js";
import { collectState, forgetForm } from "./forms.js";
import { Icon } from "./icons.js";
import { html, useEffect, useRef, useState } from "./lib.js";
import { loadSteps } from "./step_runs.js";
import { live, route, stepRuns, stepsOpen, workspace } from "./store.js";
import { clockTime } from "./time.js";

const plainText = (text) => ({ type: "plain_text", text });
const YES_NO = [
  { text: plainText("Yes"), value: "true" },
  { text: plainText("No"), value: "false" },
];

const ELEMENTS = {
  number: { type: "number_input", is_decimal_allowed: true },
  integer: { type: "number_input", is_decimal_allowed: false },
  boolean: { type: "radio_buttons", options: YES_NO },
  array: { type: "plain_text_input", multiline: true },
  "slack#/types/user_id": { type: "users_select" },
  "slack#/types/channel_id": { type: "channels_select" },
  "slack#/types/date": { type: "datepicker" },
  "slack#/types/timestamp": { type: "datetimepicker" },
};

function blockOf(parameter) {
  return {
    type: "input",
    block_id: parameter.name,
    label: plainText(parameter.title || parameter.name),
    hint: parameter.description ? plainText(parameter.description) : undefined,
    optional: !parameter.is_required,
    element: { action_id: "value", ...(ELEMENTS[parameter.type] ?? { type: "plain_text_input" }) },
  };
}

function readValue(type, state) {
  const value =
    state.value ??
    state.selected_user ??
    state.selected_channel ??
    state.selected_date ??
    state.selected_date_time ??
    state.selected_option?.value ??
    null;
  if (value === null) return null;
  if (type === "number" || type === "integer") return Number(value);
  if (type === "boolean") return value === "true";
  return type === "array" ? value.split("\n").filter(Boolean) : value;
}

function inputsOf(step, surface) {
  const state = collectState(surface);
  const filled = step.input_parameters
    .map(({ name, type }) => [name, readValue(type, state[name]?.value ?? {})])
    .filter(([, value]) => value !== null);
  return Object.fromEntries(filled);
}

const keyOf = (step) => `step:${step.callback_id}`;

const STATUS = { running: "Running", completed: "Completed", failed: "Failed" };

function said(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function Values({ title, values }) {
  const entries = Object.entries(values ?? {});
  if (!entries.length) return null;
  return html`<h4>${title}</h4>
    <dl class="step-values">
      ${entries.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${said(value)}</dd>`)}
    </dl>`;
}

function Run({ run }) {
  return html`<li class="step-run">
    <p><strong>${run.title || run.callback_id}</strong> · <span class=${run.status === "failed" ? "is-bad" : ""}>
      ${run.status === "running" && html`<span class="spinner" aria-hidden="true"></span> `}
      ${STATUS[run.status] ?? run.status}</span>
      ${run.at && html` · <time datetime=${run.at}>${clockTime(new Date(run.at))}</time>`}</p>
    ${run.error && html`<p class="file-problem">${run.error}</p>`}
    <${Values} title="Inputs" values=${run.inputs} />
    <${Values} title="Results" values=${run.outputs} />
  </li>`;
}

function Form({ step }) {
  const [errors, setErrors] = useState({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const surface = {
    kind: "step",
    key: keyOf(step),
    container: {},
    blocks: step.input_parameters.map(blockOf),
    errors,
  };
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const inputs = inputsOf(step, surface);
    const missing = step.input_parameters.filter(
      ({ name, is_required: needed }) => needed && inputs[name] === undefined,
    );
    setErrors(Object.fromEntries(missing.map(({ name }) => [name, "This is needed to run the step."])));
    if (missing.length) return;
    setBusy(true);
    try {
      await postStep({ as: route.value.as, callback_id: step.callback_id, inputs });
      setProblem("");
      if (live.value !== "open") await loadSteps();
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      setProblem(refused.message);
    } finally {
      setBusy(false);
    }
  };
  return html`<form onSubmit=${submit} novalidate class="step-form" aria-busy=${busy ? "true" : "false"}>
    ${step.description && html`<p class="panel-note">${step.description}</p>`}
    <${Blocks} surface=${surface} />
    <div role="alert">${problem && html`<p class="file-problem">${problem}</p>`}</div>
    <button type="submit" class="button button-primary" aria-disabled=${busy ? "true" : undefined}>Run the step</button>
  </form>`;
}

function Window() {
  const { steps } = workspace.value;
  const [chosen, setChosen] = useState(steps[0]?.callback_id);
  const select = useRef(null);
  const step = steps.find((each) => each.callback_id === chosen) ?? steps[0];
  const close = () => {
    stepsOpen.value = false;
  };
  useEffect(() => {
    loadSteps();
    select.current?.focus();
    return () => steps.forEach((each) => forgetForm(keyOf(each)));
  }, []);
  return html`<${Dialog} look="dialog modal" labelledBy="steps-title" onCancel=${close}>
    <div class="modal-form">
      <header class="modal-head">
        <h2 class="dialog-title" id="steps-title">Run a step</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick=${close}><${Icon} name="close" /></button>
      </header>
      <div class="modal-body steps" tabindex="-1">
        <div class="fault-field">
          <label class="label" for="steps-which">Step</label>
          <select id="steps-which" ref=${select} class="input" value=${chosen}
            onChange=${(event) => setChosen(event.currentTarget.value)}>
            ${steps.map(({ callback_id: id, title }) => html`<option key=${id} value=${id}>${title}</option>`)}
          </select>
        </div>
        ${step && html`<${Form} key=${step.callback_id} step=${step} />`}
        <section aria-label="What came of it" aria-live="polite">
          ${stepRuns.value.length > 0 && html`<h3>Runs</h3>`}
          <ol class="step-runs">${stepRuns.value.map((run) => html`<${Run} key=${run.id} run=${run} />`)}</ol>
        </section>
      </div>
    </div>
  <//>`;
}

/** The window, while it is open. */
export function Steps() {
  return stepsOpen.value ? html`<${Window} />` : null;
}
