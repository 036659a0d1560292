/** A searchable list to choose one or several from: a text field with a list box (the ARIA combobox pattern). */
import { classes, html, useEffect, useId, useRef, useState } from "./lib.js";
import { useFloating, useOutsidePress } from "./popup.js";

function matches(option, words) {
  const text = `${option.label} ${option.description ?? ""} ${option.keywords ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function grouped(options) {
  const groups = [];
  options.forEach((option, index) => {
    const last = groups.at(-1);
    const entry = { option, index };
    if (last && last.name === option.group) last.entries.push(entry);
    else groups.push({ name: option.group, entries: [entry] });
  });
  return groups;
}

function Option({ id, option, active, chosen, onChoose, onHover }) {
  return html`<div
    id=${id}
    role="option"
    class=${classes("option", active && "option-active")}
    aria-selected=${chosen ? "true" : "false"}
    onClick=${onChoose}
    onMouseMove=${onHover}
  >
    <span class="option-tick" aria-hidden="true">${chosen ? "✓" : ""}</span>
    <span class="option-words">
      <span>${option.label}</span>
      ${option.description && html`<span class="option-description">${option.description}</span>`}
    </span>
  </div>`;
}

function Group({ group, listId, children }) {
  if (!group.name) return children;
  const id = `${listId}-group-${group.entries[0].index}`;
  return html`<div role="group" aria-labelledby=${id}>
    <div class="option-group" id=${id}>${group.name}</div>
    ${children}
  </div>`;
}

function Chips({ options, chosen, onRemove, disabled }) {
  return chosen.map((key) => {
    const label = options.find((option) => option.key === key)?.label ?? key;
    return html`<span class="chip" key=${key}>
      ${label}
      <button type="button" class="chip-remove" aria-label=${`Remove ${label}`}
        aria-disabled=${disabled ? "true" : undefined} onClick=${() => onRemove(key)}>
        <span aria-hidden="true">×</span>
      </button>
    </span>`;
  });
}

/**
 * @param {object} props
 * @param {string} [props.id] of the text field
 * @param {object} props.aria attributes that name and describe the field
 * @param {Array<{key: string, label: string, description?: string, group?: string, keywords?: string}>} props.options
 * @param {string[]} props.chosen keys
 * @param {boolean} [props.multiple]
 * @param {number} [props.max] how many may be chosen
 * @param {boolean} [props.disabled] for as long as the last choice is on its way; focus stays
 * @param {boolean} [props.clearable] whether one choice may be taken back
 * @param {(words: string) => void} [props.onAsk] hears what is typed; the options are then its caller's answer, shown
 *   as they are
 * @param {Array<{key: string, label: string}>} [props.known] options that may be chosen without being offered now
 * @param {string} [props.note] said in the list in place of options
 * @param {boolean} [props.waiting] the options are on their way
 * @param {(keys: string[]) => void} props.onChange
 */
export function Combobox({
  id,
  aria,
  options,
  chosen,
  multiple,
  max,
  clearable,
  placeholder,
  disabled,
  autofocus,
  onAsk,
  known = [],
  note = "",
  waiting = false,
  onChange,
}) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(null);
  const [active, setActive] = useState(0);
  const box = useRef(null);
  const input = useRef(null);
  const list = useRef(null);

  const words = (typed ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const shown = onAsk ? (note ? [] : options) : options.filter((option) => matches(option, words));
  const all = [...known, ...options];
  const full = multiple && max !== undefined && chosen.length >= max;
  const current = multiple ? "" : (all.find((option) => option.key === chosen[0])?.label ?? "");

  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const show = () => {
    if (disabled || open) return;
    setActive(
      Math.max(
        0,
        shown.findIndex((option) => option.key === chosen[0]),
      ),
    );
    setOpen(true);
    onAsk?.("");
  };
  useFloating(box, list, open, { match: true });
  useOutsidePress(open, [box, list], close);
  useEffect(() => {
    if (open) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [open, active]);
  useEffect(() => {
    if (autofocus) input.current?.focus();
  }, []);

  const change = (keys) => {
    if (!disabled) onChange(keys);
  };
  const toggle = (option) => {
    if (!option) return;
    if (!multiple) {
      close();
      if (option.key !== chosen[0]) change([option.key]);
      return;
    }
    setTyped(null);
    if (onAsk && typed) onAsk("");
    if (chosen.includes(option.key)) change(chosen.filter((key) => key !== option.key));
    else if (!full) change([...chosen, option.key]);
  };

  const onKeyDown = (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (!open) show();
      else if (shown.length) setActive((active + move + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open) toggle(shown[active]);
      else show();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && open) {
      close();
    } else if (event.key === "Backspace" && multiple && !input.current.value && chosen.length) {
      change(chosen.slice(0, -1));
    }
  };
  const onInput = (event) => {
    setTyped(event.currentTarget.value);
    setActive(0);
    setOpen(true);
    onAsk?.(event.currentTarget.value.trim());
  };

  return html`<div class=${classes("combobox", disabled && "is-disabled", aria["aria-invalid"] && "is-invalid")}
    ref=${box}>
    ${
      multiple &&
      html`<${Chips} options=${all} chosen=${chosen} disabled=${disabled}
      onRemove=${(key) => {
        change(chosen.filter((kept) => kept !== key));
        input.current?.focus();
      }} />`
    }
    <input
      ...${aria}
      id=${id}
      ref=${input}
      type="text"
      role="combobox"
      autocomplete="off"
      spellcheck=${false}
      aria-autocomplete="list"
      aria-expanded=${open ? "true" : "false"}
      aria-controls=${open ? listId : undefined}
      aria-activedescendant=${open && shown.length ? `${listId}-${active}` : undefined}
      placeholder=${multiple && chosen.length ? "" : placeholder}
      value=${typed ?? current}
      readonly=${disabled}
      aria-disabled=${disabled ? "true" : undefined}
      onClick=${show}
      onFocus=${(event) => event.currentTarget.select()}
      onInput=${onInput}
      onKeyDown=${onKeyDown}
      onBlur=${(event) => !list.current?.contains(event.relatedTarget) && close()}
    />
    ${
      clearable && chosen.length > 0 && !multiple
        ? html`<button type="button" class="combobox-clear" aria-label="Clear the choice"
          aria-disabled=${disabled ? "true" : undefined} onClick=${() => change([])}>
          <span aria-hidden="true">×</span>
        </button>`
        : html`<span class="combobox-arrow" aria-hidden="true"></span>`
    }
    <span class="unseen" role="status">${open && (note || (onAsk && `${shown.length} to choose from`))}</span>
    ${
      open &&
      html`<div id=${listId} ref=${list} role="listbox" popover="manual" class="floating options"
      aria-label="Choices" aria-busy=${waiting ? "true" : undefined}
      aria-multiselectable=${multiple ? "true" : undefined}
      onMouseDown=${(event) => event.preventDefault()}>
      ${
        shown.length === 0 &&
        html`<div class="options-empty" role="option" aria-disabled="true" aria-selected="false">
        ${waiting && html`<span class="spinner" aria-hidden="true"></span> `}${note || "Nothing matches"}</div>`
      }
      ${grouped(shown).map(
        (group) => html`<${Group} group=${group} listId=${listId}>
          ${group.entries.map(
            ({ option, index }) => html`<${Option} key=${option.key} id=${`${listId}-${index}`} option=${option}
              active=${index === active} chosen=${chosen.includes(option.key)}
              onChoose=${() => toggle(option)} onHover=${() => index !== active && setActive(index)} />`,
          )}
        <//>`,
      )}
    </div>`
    }
  </div>`;
}
