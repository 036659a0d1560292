/** Text, number, e-mail and web address fields. */
import { choose } from "../actions.js";
import { valueOf } from "../forms.js";
import { classes, html, useEffect, useLayoutEffect, useRef } from "../lib.js";
import { plain } from "../mrkdwn_view.js";
import { ariaOf } from "./field.js";

const MOST_PIXELS = 320;

const NATIVE = {
  plain_text_input: { type: "text" },
  email_text_input: { type: "email", autocomplete: "email" },
  url_text_input: { type: "url", inputmode: "url" },
};

function numberMode(element) {
  return { type: "text", inputmode: element.is_decimal_allowed ? "decimal" : "numeric" };
}

function grow(area) {
  if (!area.scrollHeight) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, MOST_PIXELS)}px`;
}

/** What a reader is told of a text's length once it matters, or null. */
function lengthNote(element, length) {
  const { max_length: max, min_length: min } = element;
  if (max && length > max) return { text: `${length - max} characters too many`, bad: true };
  if (max && length > max * 0.8) return { text: `${max - length} characters left`, bad: false };
  if (min && length > 0 && length < min) return { text: `${min - length} more characters needed`, bad: false };
  return null;
}

function triggers(element, name) {
  return (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(name);
}

/** A field for words, on one line or several. */
export function TextField({ surface, block, element, field }) {
  const ref = useRef(null);
  const value = valueOf(surface, block, element) ?? "";
  const note = lengthNote(element, value.length);

  useEffect(() => {
    if (element.focus_on_load) ref.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (element.multiline) grow(ref.current);
  }, [value]);

  const keep = (event) => {
    const quiet = !triggers(element, "on_character_entered");
    choose(surface, block, element, event.currentTarget.value || null, { quiet });
  };
  const onKeyDown = (event) => {
    const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!enter || !block.dispatch_action || !triggers(element, "on_enter_pressed")) return;
    event.preventDefault();
    choose(surface, block, element, event.currentTarget.value || null);
  };
  const shared = {
    ...ariaOf(field, element, "Text"),
    id: field?.id,
    ref,
    value,
    placeholder: plain(element.placeholder),
    onInput: keep,
    onKeyDown,
  };
  const native = element.type === "number_input" ? numberMode(element) : NATIVE[element.type];
  return html`<div class="text-field">
    ${element.multiline
        ? html`<textarea ...${shared} class="input textarea" rows="3"></textarea>`
        : html`<input ...${shared} ...${native}
          class=${classes("input", element.type === "number_input" && "input-number")} />`}
    ${note && html`<span class=${classes("length-note", note.bad && "is-bad")} aria-live="polite">${note.text}</span>`}
  </div>`;
}
