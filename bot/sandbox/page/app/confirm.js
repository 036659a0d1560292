/** "Are you sure?", in the app's words. */
import { question } from "./actions.js";
import { Dialog } from "./dialog.js";
import { html, useEffect, useRef } from "./lib.js";
import { TextObject, plain } from "./mrkdwn_view.js";

function Question({ confirm, answer }) {
  const no = useRef(null);
  useEffect(() => no.current?.focus(), []);
  const danger = confirm.style === "danger";
  return html`<${Dialog} look="dialog dialog-small" role="alertdialog" labelledBy="confirm-title"
    describedBy="confirm-text" onCancel=${() => answer(false)}>
    <h2 class="dialog-title" id="confirm-title">${plain(confirm.title)}</h2>
    <div class="dialog-text" id="confirm-text"><${TextObject} text=${confirm.text} /></div>
    <div class="dialog-feet">
      <button type="button" class="button" ref=${no}
        onClick=${() => answer(false)}>${plain(confirm.deny) || "Cancel"}</button>
      <button type="button" class=${danger ? "button button-danger" : "button button-primary"}
        onClick=${() => answer(true)}>${plain(confirm.confirm) || "Yes"}</button>
    </div>
  <//>`;
}

export function Confirm() {
  if (!question.value) return null;
  return html`<${Question} confirm=${question.value.confirm} answer=${question.value.answer} />`;
}
