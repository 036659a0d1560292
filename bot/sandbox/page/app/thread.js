/** The thread beside its channel. */
import { Composer } from "./composer.js";
import { Icon } from "./icons.js";
import { html, useEffect, useRef } from "./lib.js";
import { Messages } from "./messages.js";
import { closeThread } from "./visit.js";
import { currentChannel, roomKey, rooms, route, threadCovers } from "./store.js";

export function Thread() {
  const { channel, thread } = route.value;
  const opener = useRef(null);
  const room = rooms.value[roomKey(channel, thread)] ?? null;
  const place = currentChannel.value;
  const name = place?.kind === "im" ? place.name : `#${place?.name ?? ""}`;

  useEffect(() => {
    opener.current = document.activeElement;
    return () => opener.current?.isConnected && opener.current.focus();
  }, []);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeThread();
  };

  return html`<${threadCovers.value ? "main" : "aside"} class="thread" aria-label="Thread" onKeyDown=${onKeyDown}>
    <header class="pane-head">
      <div class="pane-title">
        <h2>Thread</h2>
        <span class="pane-topic">${name}</span>
      </div>
      <button type="button" class="icon-button" aria-label="Close the thread" onClick=${closeThread}>
        <${Icon} name="close" />
      </button>
    </header>
    <${Messages} room=${room} label=${`Thread in ${name}`} inThread empty="This thread is gone." />
    ${
      place?.is_member &&
      !place.is_archived &&
      html`<${Composer} channel=${channel} thread=${thread} label="Reply in the thread" autofocus />`
    }
  <//>`;
}
