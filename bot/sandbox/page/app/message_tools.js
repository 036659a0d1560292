/** What can be done with a message: react, reply in its thread, and the menu of the rest. */
import { Icon } from "./icons.js";
import { html, useRef } from "./lib.js";
import { MenuButton } from "./menu.js";
import { AddReaction } from "./reactions.js";
import { messageEntries } from "./shortcuts.js";
import { openThread } from "./visit.js";
import { toast, workspace } from "./store.js";

/** The address of a message, in Slack's form. @param {object} message */
function permalink(message) {
  const { domain } = workspace.value.team;
  const address = `https://${domain}.slack.com/archives/${message.channel}/p${message.ts.replace(".", "")}`;
  const inThread = message.thread_ts && message.thread_ts !== message.ts;
  return inThread ? `${address}?thread_ts=${message.thread_ts}&cid=${message.channel}` : address;
}

/**
 * Puts words on the clipboard and says so.
 * @param {string} words
 * @param {string} said "The link was copied."
 */
export async function copy(words, said) {
  try {
    await navigator.clipboard.writeText(words);
    toast(said, "notice");
  } catch {
    toast(`The browser didn't allow copying. Here it is: ${words.slice(0, 500)}`);
  }
}

/** Moves among the buttons, of which only one is a stop of the Tab key. */
function step(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const bar = event.currentTarget;
  if (!by || event.target.closest("[popover]")) return;
  event.preventDefault();
  const buttons = [...bar.querySelectorAll("[data-tool]")];
  const at = buttons.indexOf(event.target.closest("[data-tool]"));
  buttons[(at + by + buttons.length) % buttons.length].focus();
}

/** @param {{message: object, name: string, inThread: boolean}} props */
export function MessageTools({ message, name, inThread }) {
  const bar = useRef(null);
  const reply = () => openThread(message.thread_ts ?? message.ts);
  const entries = [
    ...(inThread ? [] : [{ key: " reply", label: "Reply in thread", run: reply }]),
    { key: " react", label: "Add a reaction", run: () => bar.current.querySelector(".tool-react").click() },
    { key: " link", label: "Copy link", run: () => copy(permalink(message), "The link was copied.") },
    ...messageEntries(message),
  ];
  const rest = { "data-tool": "", tabindex: "-1" };
  return html`<div class="message-tools" ref=${bar} role="toolbar" aria-label=${`Message of ${name}`} onKeyDown=${step}>
    ${
      !inThread &&
      html`<button type="button" class="tool tool-wide" data-tool aria-label=${`Reply in a thread to ${name}`}
      title="Reply in thread" onClick=${reply}><${Icon} name="reply" /></button>`
    }
    <${AddReaction} message=${message} look="tool tool-wide tool-react"
      button=${inThread ? { "data-tool": "" } : rest} />
    <${MenuButton} face=${html`<${Icon} name="dots" />`} label="More on this message" look="tool" entries=${entries}
      button=${rest} />
  </div>`;
}
