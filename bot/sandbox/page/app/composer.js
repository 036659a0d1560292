/** The field in which a person writes, with completion and files. */
import { Refusal, UNREACHABLE, postMessage } from "./api.js";
import { completionsAt } from "./commands.js";
import { draftOf, setDraft } from "./drafts.js";
import { useDrop } from "./drop.js";
import { FileChip } from "./file_view.js";
import { Icon } from "./icons.js";
import { classes, html, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "./lib.js";
import { noteArrival } from "./rooms.js";
import { GlobalShortcuts } from "./shortcuts.js";
import { live, route } from "./store.js";
import { addFiles, filesOf, forgetFiles, forgetTrouble, removeFile, uploadFiles } from "./uploads.js";

const MOST_PIXELS = 240;

function Completions({ id, found, active, onPick }) {
  return html`<div class="completions">
    <div class="completions-title" id=${`${id}-title`}>${found.label}</div>
    <div id=${id} role="listbox" aria-labelledby=${`${id}-title`} onMouseDown=${(event) => event.preventDefault()}>
      ${found.items.map(
        (item, index) => html`<div
          key=${item.key}
          id=${`${id}-${index}`}
          role="option"
          aria-selected=${index === active ? "true" : "false"}
          class=${classes("completion", index === active && "completion-active")}
          onClick=${() => onPick(item)}
        >
          <span class="completion-title">${item.title}</span>
          ${item.usage && html` <span class="completion-usage">${item.usage}</span>`}
          ${item.note && html` <span class="completion-note">${item.note}</span>`}
        </div>`,
      )}
    </div>
    <div class="completions-keys" aria-hidden="true">↑ ↓ to move · Enter or Tab to take · Esc to close</div>
  </div>`;
}

function Files({ key_, onRemoved }) {
  const files = filesOf(key_);
  if (!files.length) return null;
  const remove = (id) => {
    removeFile(key_, id);
    onRemoved();
  };
  return html`<ul class="composer-files" aria-label="Files to send">
    ${files.map(
      ({ id, file, part, problem }) => html`<li key=${id}>
        <${FileChip} file=${file} part=${part} problem=${problem} onRemove=${() => remove(id)} />
      </li>`,
    )}
  </ul>`;
}

function Attach({ onFiles }) {
  const input = useRef(null);
  const onChange = (event) => {
    onFiles([...event.currentTarget.files]);
    event.currentTarget.value = "";
  };
  return html`
    <button type="button" class="icon-button" aria-label="Attach files" title="Attach files"
      onClick=${() => input.current.click()}><${Icon} name="clip" /></button>
    <input ref=${input} type="file" multiple hidden tabindex="-1" aria-hidden="true" onChange=${onChange} />
  `;
}

/**
 * @param {{channel: string, thread?: string|null, label: string, autofocus?: boolean}} props
 */
export function Composer({ channel, thread = null, label, autofocus = false }) {
  const id = useId();
  const key = `${route.value.as}:${channel}:${thread ?? ""}`;
  const [text, setText] = useState(draftOf(key));
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [closedAt, setClosedAt] = useState(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState("");
  const [focused, setFocused] = useState(false);
  const area = useRef(null);

  useEffect(() => {
    setText(draftOf(key));
    setProblem("");
    if (autofocus) area.current?.focus();
  }, [key]);
  useEffect(() => {
    if (live.value !== "open") return;
    setProblem((words) => (words === UNREACHABLE ? "" : words));
    forgetTrouble(key, UNREACHABLE);
  }, [live.value]);
  useLayoutEffect(() => {
    area.current.style.height = "auto";
    area.current.style.height = `${Math.min(area.current.scrollHeight, MOST_PIXELS)}px`;
  }, [text]);

  const offered = focused && closedAt !== text ? completionsAt(text, caret, Boolean(thread)) : null;
  const found =
    offered && !(offered.items.length === 1 && offered.items[0].insert.trim() === text.slice(offered.from))
      ? offered
      : null;

  const write = (next, at) => {
    setText(next);
    setDraft(key, next);
    setCaret(at);
    setActive(0);
    setClosedAt(null);
  };
  const pick = (item) => {
    if (item.run) {
      write("", 0);
      item.run();
      return;
    }
    const next = text.slice(0, found.from) + item.insert + text.slice(found.to);
    const at = found.from + item.insert.length;
    write(next, at);
    requestAnimationFrame(() => {
      area.current.focus();
      area.current.setSelectionRange(at, at);
    });
  };
  const files = filesOf(key);
  const take = useCallback(
    (given) => {
      setProblem(addFiles(key, given));
      area.current?.focus();
    },
    [key],
  );
  const hovering = useDrop(area, take);
  const onPaste = (event) => {
    const given = [...(event.clipboardData?.files ?? [])];
    if (!given.length) return;
    event.preventDefault();
    take(given);
  };
  const going = sending || files.some((entry) => entry.part !== null);
  const idle = going || (!text.trim() && !files.length);
  const send = async () => {
    const words = text.trim();
    if (idle) return;
    const forget = () => {
      if (draftOf(key).trim() !== words) return;
      setDraft(key, "");
      setText("");
    };
    setSending(true);
    setProblem("");
    try {
      const fields = { as: route.value.as, channel, thread_ts: thread ?? undefined };
      const sent = files.length ? await uploadFiles(key, route.value.as) : [];
      if (sent === null) return;
      const { reply } = await postMessage({ ...fields, text: words, files: sent });
      forget();
      forgetFiles(key, sent);
      if (reply) noteArrival(reply.channel, reply);
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      setProblem(refused.message);
    } finally {
      setSending(false);
      area.current?.focus();
    }
  };

  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found && move) {
      event.preventDefault();
      setActive((active + move + found.items.length) % found.items.length);
    } else if (found && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      pick(found.items[active] ?? found.items[0]);
    } else if (found && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setClosedAt(text);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const onInput = (event) => write(event.currentTarget.value, event.currentTarget.selectionStart);
  const onSelect = (event) => setCaret(event.currentTarget.selectionStart);

  return html`<form class="composer" onSubmit=${(event) => {
    event.preventDefault();
    send();
  }}>
    ${found && html`<${Completions} id=${`${id}-list`} found=${found} active=${active} onPick=${pick} />`}
    <div class="unseen" aria-live="polite">${found ? `${found.items.length} to choose from` : ""}</div>
    ${hovering && html`<div class="drop-veil">Drop here to attach</div>`}
    <div class=${classes("composer-box", problem && "has-problem")}>
      <${Files} key_=${key} onRemoved=${() => area.current?.focus()} />
      <div class="composer-row">
        <${Attach} onFiles=${take} />
        ${!thread && html`<${GlobalShortcuts} />`}
        <textarea
          ref=${area}
          class="composer-text"
          rows="1"
          aria-label=${label}
          placeholder=${label}
          aria-autocomplete="list"
          aria-controls=${found ? `${id}-list` : undefined}
          aria-activedescendant=${found ? `${id}-list-${active}` : undefined}
          aria-describedby=${problem ? `${id}-problem` : undefined}
          value=${text}
          onInput=${onInput}
          onSelect=${onSelect}
          onPaste=${onPaste}
          onKeyDown=${onKeyDown}
          onFocus=${() => setFocused(true)}
          onBlur=${() => setFocused(false)}
        ></textarea>
        <button type="submit" class="send" aria-label="Send" aria-disabled=${idle ? "true" : undefined}
          aria-busy=${going ? "true" : undefined}>
          <${Icon} name="send" />
        </button>
      </div>
    </div>
    <div role="alert">${problem && html`<p class="composer-problem" id=${`${id}-problem`}>${problem}</p>`}</div>
    <p class="composer-hint" aria-hidden="true">
      Enter to send · Shift + Enter for a new line${!thread && " · / for commands and shortcuts"}
    </p>
  </form>`;
}
