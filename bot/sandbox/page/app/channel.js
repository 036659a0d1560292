/** The conversation in the middle: a channel or a direct message. */
import { Composer } from "./composer.js";
import { html } from "./lib.js";
import { Messages } from "./messages.js";
import { join, openPlace } from "./visit.js";
import { app, currentChannel, narrow, rooms, route } from "./store.js";

function emptyWords(channel) {
  if (channel.kind === "im") return `Nothing here yet. Write to ${channel.name}, or type / to see what it can do.`;
  return `Nothing has been said in #${channel.name} yet.`;
}

function Marks({ channel }) {
  return html`
    ${channel.kind === "private" && html`<span class="badge">Private</span>`}
    ${channel.is_ext_shared && html`<span class="badge">Shared with other organisations</span>`}
    ${channel.is_archived && html`<span class="badge">Archived</span>`}
  `;
}

function Tabs({ channel }) {
  if (channel.user !== app.value.bot_user_id) return null;
  return html`<nav class="tabs" aria-label=${channel.name}>
    <button type="button" class="tab" onClick=${() => openPlace({ channel: "home" })}>Home</button>
    <span class="tab tab-current" aria-current="page">Messages</span>
  </nav>`;
}

const ARCHIVED = "This channel is archived. Its messages stay readable; nobody can post here.";

/** Why nobody types here, and what to do about it. */
function Closed({ channel }) {
  if (channel.is_archived) return html`<p class="composer-closed">${ARCHIVED}</p>`;
  return html`<div class="composer-closed">
    <p>You are looking at #${channel.name} without being in it. Join it to post and to use commands here, or choose
      ${narrow.value ? " a channel of yours from the menu." : " a channel of yours on the left."}</p>
    <button type="button" class="button button-primary" onClick=${() => join(channel.id)}>Join #${channel.name}</button>
  </div>`;
}

export function Channel() {
  const channel = currentChannel.value;
  if (!channel) return html`<p class="empty">That conversation isn't open to you. Choose another on the left.</p>`;
  const closed = channel.is_archived || !channel.is_member;
  const name = channel.kind === "im" ? channel.name : `#${channel.name}`;
  return html`
    <header class="pane-head">
      <div class="pane-title">
        <h2>${name}</h2>
        <${Marks} channel=${channel} />
        ${channel.topic && html`<span class="pane-topic">${channel.topic}</span>`}
      </div>
      <${Tabs} channel=${channel} />
    </header>
    <${Messages} room=${rooms.value[channel.id] ?? null} label=${`Messages in ${name}`}
      key=${`${route.value.as}:${channel.id}`} empty=${emptyWords(channel)} />
    ${
      closed
        ? html`<${Closed} channel=${channel} />`
        : html`<${Composer} key=${`${route.value.as}:${channel.id}`}
            channel=${channel.id} label=${`Message ${name}`} />`
    }
  `;
}
