/** Date and time fields: the browser's own, which every assistive technology knows. */
import { choose, isBusy } from "../actions.js";
import { valueOf } from "../forms.js";
import { html, useEffect, useRef, useState } from "../lib.js";
import { instantOf, wallTime } from "../time.js";
import { ariaOf } from "./field.js";

const NATIVE = {
  datepicker: { type: "date", name: "Date", read: (value) => value ?? "", write: (text) => text || null },
  timepicker: { type: "time", name: "Time", read: (value) => value ?? "", write: (text) => text || null },
  datetimepicker: {
    type: "datetime-local",
    name: "Date and time",
    read: (value) => (value === null ? "" : wallTime(new Date(value * 1000))),
    write: (text) => (text ? instantOf(text).getTime() / 1000 : null),
  },
};

/**
 * While someone types a date, every part they change is a whole other date: it counts when they press Enter or leave.
 * A date that is picked from the calendar counts at once.
 */
export function DateField({ surface, block, element, field }) {
  const ref = useRef(null);
  const typing = useRef(false);
  const kind = NATIVE[element.type];
  const value = valueOf(surface, block, element);
  const [draft, setDraft] = useState(null);

  useEffect(() => {
    if (element.focus_on_load) ref.current?.focus();
  }, []);

  const settle = () => {
    typing.current = false;
    const text = ref.current.value;
    setDraft(null);
    if (text !== kind.read(value)) choose(surface, block, element, kind.write(text));
  };
  const onInput = (event) => {
    setDraft(event.currentTarget.value);
    if (block.type === "input" && !block.dispatch_action)
      choose(surface, block, element, kind.write(event.currentTarget.value));
    else if (!typing.current) settle();
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      settle();
    } else if (event.key !== "Tab" && event.key !== "Shift") {
      typing.current = true;
    }
  };

  return html`<input
    ...${ariaOf(field, element, kind.name)}
    id=${field?.id}
    ref=${ref}
    class="input input-date"
    type=${kind.type}
    value=${draft ?? kind.read(value)}
    readonly=${isBusy(surface, block, element)}
    onInput=${onInput}
    onKeyDown=${onKeyDown}
    onBlur=${() => draft !== null && settle()}
  />`;
}
