/** One message. */
import { Blocks } from "./blocks.js";
import { File } from "./file_view.js";
import { Icon } from "./icons.js";
import { classes, html, useState } from "./lib.js";
import { MessageTools } from "./message_tools.js";
import { Mrkdwn } from "./mrkdwn_view.js";
import { Avatar, Standing, nameOf } from "./people.js";
import { Reactions } from "./reactions.js";
import { dismiss, openThread } from "./visit.js";
import { sought, usersById } from "./store.js";
import { clockTime, dateAndTime } from "./time.js";

function surfaceOf(message) {
  return {
    kind: "message",
    key: `message:${message.channel}:${message.ts}`,
    container: { type: "message", channel: message.channel, ts: message.ts },
    blocks: message.blocks,
  };
}

function Stamp({ at, className, silent = false }) {
  const instant = new Date(at);
  return html`<time class=${className} aria-hidden=${silent ? "true" : undefined} datetime=${at} title=${dateAndTime(instant)}>${clockTime(instant)}</time>`;
}

function Replies({ message }) {
  const { reply_count: count } = message;
  if (!count) return null;
  return html`<button type="button" class="replies" onClick=${() => openThread(message.ts)}>
    ${count} ${count === 1 ? "reply" : "replies"}
  </button>`;
}

function Attachment({ attachment }) {
  const { title, text, fallback } = attachment;
  return html`<div class="attachment">
    ${title && html`<strong>${title}</strong>`}
    ${(text || fallback) && html`<${Mrkdwn} text=${text || fallback} />`}
  </div>`;
}

function Private({ message }) {
  const [going, setGoing] = useState(false);
  const leave = async (event) => {
    const list = event.currentTarget.closest(".messages");
    setGoing(true);
    await dismiss(message);
    setGoing(false);
    list.focus();
  };
  return html`<div class="private">
    <${Icon} name="eye" />
    Only visible to you
    <button type="button" class="link-button" aria-disabled=${going ? "true" : undefined}
      onClick=${leave}>Dismiss</button>
  </div>`;
}

function Body({ message }) {
  return html`<div class="message-body">
    ${
      message.blocks?.length
        ? html`<${Blocks} surface=${surfaceOf(message)} />`
        : message.text && html`<${Mrkdwn} text=${message.text} verbatim />`
    }
    ${message.edited && html`<span class="edited">(edited)</span>`}
    ${message.attachments?.map((attachment) => html`<${Attachment} attachment=${attachment} />`)}
    ${message.files?.map((file) => html`<${File} key=${file.id} file=${file} />`)}
    ${message.reactions?.length > 0 && html`<${Reactions} message=${message} />`}
  </div>`;
}

/**
 * @param {object} props
 * @param {object} props.message
 * @param {boolean} props.follows drawn without avatar and name, under the same author's last one
 * @param {boolean} [props.inThread]
 */
export function Message({ message, follows, inThread = false }) {
  const author = usersById.value.get(message.user);
  const name = message.username || nameOf(message.user);
  const look = classes(
    "message",
    follows && "message-follows",
    message.ephemeral && "message-private",
    message.ts === sought.value && "message-sought",
  );
  return html`<li class=${look} data-ts=${message.ts}>
    <div class="message-side">
      ${
        follows
          ? html`<${Stamp} at=${message.at} className="stamp stamp-side" silent />`
          : html`<${Avatar} id=${message.user} />`
      }
    </div>
    <div class="message-main">
      ${message.ephemeral && html`<${Private} message=${message} />`}
      <div class=${classes("message-head", follows && "unseen")}>
        <span class="author">${name}</span>
        <${Standing} user=${author} />
        <${Stamp} at=${message.at} className="stamp" />
      </div>
      <${Body} message=${message} />
      ${!inThread && html`<${Replies} message=${message} />`}
    </div>
    ${!message.ephemeral && html`<${MessageTools} message=${message} name=${name} inThread=${inThread} />`}
  </li>`;
}
