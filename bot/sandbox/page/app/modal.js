/** The app's modals: the top view of the stack, with what was typed and what was wrong. */
import { confirmed } from "./actions.js";
import { Refusal, UNREACHABLE, postClose, postSubmit } from "./api.js";
import { Blocks } from "./blocks.js";
import { Dialog } from "./dialog.js";
import { filesGoing } from "./elements/files.js";
import { collectState, isChanged } from "./forms.js";
import { Icon } from "./icons.js";
import { html, signal, useEffect, useRef } from "./lib.js";
import { plain } from "./mrkdwn_view.js";
import { Toasts } from "./notices.js";
import { loadViews } from "./visit.js";
import { live, route, stack } from "./store.js";

const FIELDS =
  "input:not([type=hidden], [hidden]), textarea, select, [role=combobox], [contenteditable], .file-choose button";
const STILL_GOING = "A file is still on its way. Send the form when it has arrived.";

const DISCARD = {
  title: { text: "Discard what you typed?" },
  text: { type: "plain_text", text: "This form has not been sent. What you typed or chose in it will be lost." },
  confirm: { text: "Discard" },
  deny: { text: "Go on with the form" },
  style: "danger",
};

/** Trouble by view: `{[view_id]: {hash, errors, problem}}`; it lapses when the app changes the view. */
const trouble = signal({});
const busy = signal(null);

function setTrouble(view, found) {
  trouble.value = { [view.id]: { hash: view.hash, ...found } };
}

function troubleOf(view) {
  const found = trouble.value[view.id];
  return found && found.hash === view.hash ? found : { errors: {}, problem: "" };
}

function surfaceOf(view) {
  return {
    kind: "view",
    key: `view:${view.id}`,
    container: { type: "view", view_id: view.id },
    blocks: view.blocks,
    errors: troubleOf(view).errors,
  };
}

function unplaced(view, errors) {
  const known = new Set(view.blocks.map((block) => block.block_id));
  return Object.entries(errors)
    .filter(([block]) => !known.has(block))
    .map(([, words]) => words)
    .join(" ");
}

async function settle(view, work) {
  if (busy.value) return;
  busy.value = view.id;
  try {
    const answer = await work();
    if (answer.response_action === "errors") {
      setTrouble(view, { errors: answer.errors, problem: unplaced(view, answer.errors) });
    } else {
      trouble.value = {};
      if (live.value !== "open") await loadViews();
    }
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    setTrouble(view, { errors: {}, problem: refused.message });
  } finally {
    busy.value = null;
  }
}

function submit(view) {
  if (filesGoing(surfaceOf(view))) {
    setTrouble(view, { errors: {}, problem: STILL_GOING });
    return undefined;
  }
  const state = collectState(surfaceOf(view));
  return settle(view, () => postSubmit({ as: route.value.as, view_id: view.id, state }));
}

/** Closes a view and those above it, as Slack does: Back leaves the top one, the cross leaves them all. */
async function close(view) {
  const going = stack.value.slice(stack.value.indexOf(view));
  if (going.some((each) => isChanged(surfaceOf(each))) && !(await confirmed(DISCARD))) return undefined;
  return settle(view, () => postClose({ as: route.value.as, view_id: view.id }));
}

function useFocus(body, view, found) {
  useEffect(() => {
    if (body.current.contains(document.activeElement) && document.activeElement.matches(FIELDS)) return;
    (body.current.querySelector(FIELDS) ?? body.current).focus();
  }, [view.id]);
  useEffect(() => {
    if (!Object.keys(found.errors).length) return;
    const bad = body.current.querySelector(".has-error");
    (bad?.querySelector(FIELDS) ?? body.current).focus();
    bad?.scrollIntoView({ block: "nearest" });
  }, [found]);
}

function View({ view, depth }) {
  const body = useRef(null);
  const found = troubleOf(view);
  const waiting = busy.value === view.id;
  useFocus(body, view, found);
  useEffect(() => {
    if (live.value === "open" && found.problem === UNREACHABLE) trouble.value = {};
  }, [live.value]);
  const onSubmit = (event) => {
    event.preventDefault();
    submit(view);
  };
  return html`<form class="modal-form" onSubmit=${onSubmit} novalidate aria-busy=${waiting ? "true" : "false"}>
    <header class="modal-head">
      ${
        depth > 1 &&
        html`<button type="button" class="icon-button" aria-label="Back" onClick=${() => close(view)}>
        <${Icon} name="back" />
      </button>`
      }
      <h2 class="dialog-title" id="modal-title">${plain(view.title)}</h2>
      <button type="button" class="icon-button" aria-label=${depth > 1 ? "Close all" : "Close this form"}
        onClick=${() => close(stack.value[0])}>
        <${Icon} name="close" />
      </button>
    </header>
    <div role="alert">${found.problem && html`<p class="modal-problem">${found.problem}</p>`}</div>
    <div class="modal-body" ref=${body} tabindex="-1">
      <${Blocks} surface=${surfaceOf(view)} />
    </div>
    <footer class="dialog-feet">
      <button type="button" class="button"
        onClick=${() => close(view)}>${plain(view.close) || (view.submit ? "Cancel" : "Close")}</button>
      ${
        view.submit &&
        html`<button type="submit" class="button button-primary" aria-disabled=${waiting ? "true" : undefined}>
        ${waiting && html`<span class="spinner" aria-hidden="true"></span>`}${plain(view.submit)}
      </button>`
      }
    </footer>
  </form>`;
}

export function Modal() {
  const view = stack.value.at(-1);
  if (!view) return null;
  return html`<${Dialog} look="dialog modal" labelledBy="modal-title" onCancel=${() => close(stack.value.at(-1))}>
    <${View} key=${view.id} view=${view} depth=${stack.value.length} />
    <${Toasts} overForm />
  <//>`;
}
