/** Reactions under a message: seeing them, joining in, and picking another. */
import { Refusal, postReaction } from "./api.js";
import { NAMES, emojiOf, spoken } from "./emoji.js";
import { Icon } from "./icons.js";
import { classes, html, useEffect, useRef, useState } from "./lib.js";
import { nameOf } from "./people.js";
import { useFloating, useOutsidePress } from "./popup.js";
import { announcement, route, toast } from "./store.js";

const PER_ROW = 8;

async function react(message, name, remove) {
  const { as } = route.value;
  try {
    await postReaction({ as, channel: message.channel, ts: message.ts, name, remove: remove || undefined });
    announcement.value = remove ? `You took back ${spoken(name)}.` : `You reacted with ${spoken(name)}.`;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    toast(problem.message);
  }
}

function isMine(message, name) {
  const found = message.reactions?.find((reaction) => reaction.name === name);
  return Boolean(found?.users?.includes(route.value.as));
}

function Sign({ name }) {
  return html`<span aria-hidden="true">${emojiOf(name) ?? `:${name}:`}</span>`;
}

function Panel({ onPick, close }) {
  const [typed, setTyped] = useState("");
  const input = useRef(null);
  const words = typed.toLowerCase().trim();
  const names = words ? NAMES.filter((name) => `${name} ${spoken(name)}`.includes(words)) : NAMES;
  useEffect(() => input.current?.focus(), []);
  const onKeyDown = (event) => {
    const signs = [...event.currentTarget.querySelectorAll(".emoji")];
    const at = signs.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && at < 0) {
      event.preventDefault();
      if (words && names[0]) onPick(names[0]);
    } else if (step && (at >= 0 || event.key === "ArrowDown")) {
      event.preventDefault();
      if (at >= 0 && at + step < 0) input.current.focus();
      else signs[Math.min(at < 0 ? 0 : at + step, signs.length - 1)]?.focus();
    }
  };
  return html`<div onKeyDown=${onKeyDown}>
    <input ref=${input} class="input" type="search" aria-label="Find an emoji" placeholder="Find an emoji"
      autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.currentTarget.value)} />
    <div class="emoji-grid" role="group" aria-label="Emoji">
      ${names.map(
        (name, index) => html`<button type="button" class="emoji" key=${name} tabindex=${index ? "-1" : "0"}
          aria-label=${spoken(name)} title=${spoken(name)} onClick=${() => onPick(name)}>
          <${Sign} name=${name} />
        </button>`,
      )}
    </div>
    <p class="unseen" role="status">${words ? `${names.length} found` : ""}</p>
    ${names.length === 0 && html`<p class="panel-note">No emoji of that name here.</p>`}
  </div>`;
}

/**
 * A button that opens the picker.
 * @param {{message: object, look: string, button?: object}} props `button` holds further attributes of the button
 */
export function AddReaction({ message, look, button: more = {} }) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  const panel = useRef(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useFloating(button, panel, open, { align: "end" });
  useOutsidePress(open, [button, panel], () => setOpen(false));
  const onPick = (name) => {
    close();
    react(message, name, isMine(message, name));
  };
  return html`<span class="menu-root">
    <button type="button" ref=${button} class=${classes(look, open && "is-open")} aria-label="Add a reaction"
      title="Add a reaction" aria-haspopup="dialog" aria-expanded=${open ? "true" : "false"} ...${more}
      onClick=${() => setOpen(!open)}><${Icon} name="smile" /></button>
    ${
      open &&
      html`<div ref=${panel} role="dialog" aria-label="Add a reaction" popover="manual" class="floating emoji-panel">
      <${Panel} onPick=${onPick} close=${close} />
    </div>`
    }
  </span>`;
}

/** What others and the reader have said with a sign; pressing one joins in or takes it back. */
export function Reactions({ message }) {
  return html`<ul class="reactions" aria-label="Reactions">
    ${message.reactions.map(({ name, count, users = [] }) => {
      const mine = users.includes(route.value.as);
      const who = users.map((id) => (id === route.value.as ? "you" : nameOf(id))).join(", ");
      const words = `${spoken(name)}: ${who}`;
      return html`<li key=${name}>
        <button type="button" class=${classes("reaction", mine && "reaction-mine")} title=${words}
          aria-pressed=${mine ? "true" : "false"} onClick=${() => react(message, name, mine)}>
          <${Sign} name=${name} /> <span aria-hidden="true">${count}</span>
          <span class="unseen">${words}</span>
        </button>
      </li>`;
    })}
    <li><${AddReaction} message=${message} look="reaction reaction-add" /></li>
  </ul>`;
}
