/** The list of messages of a channel or a thread. */
import { minute } from "./clock.js";
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from "./lib.js";
import { Message } from "./message.js";
import { route, sought } from "./store.js";
import { dayKey, longDate } from "./time.js";

const NEAR_PIXELS = 120;
const TOGETHER_MS = 5 * 60_000;
const FIRST_SHOWN = 60;
const MORE_SHOWN = 100;
const MOST_FRESH = 150;
const CONTEXT = 5;

function follows(message, previous) {
  return (
    previous !== undefined &&
    previous.user === message.user &&
    Boolean(previous.ephemeral) === Boolean(message.ephemeral) &&
    !previous.reply_count &&
    Date.parse(message.at) - Date.parse(previous.at) < TOGETHER_MS
  );
}

function Day({ at }) {
  const instant = new Date(at);
  const today = minute.value !== null && dayKey(instant) === dayKey(new Date(minute.value));
  return html`<li class="day"><h3 class="day-words">${today ? "Today, " : ""}${longDate(instant)}</h3></li>`;
}

function rows(messages, room, inThread) {
  const drawn = [];
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const newDay = !previous || dayKey(new Date(previous.at)) !== dayKey(new Date(message.at));
    const firstNew = room.newFrom === message.ts;
    if (newDay && !inThread) drawn.push(html`<${Day} key=${`day-${message.ts}`} at=${message.at} />`);
    if (firstNew) drawn.push(html`<li class="new-mark" key="new"><span>New</span></li>`);
    drawn.push(html`<${Message} key=${message.ts} message=${message} inThread=${inThread}
      follows=${!newDay && !firstNew && !(inThread && index === 1) && follows(message, previous)} />`);
    if (inThread && index === 0) {
      const count = messages.length - 1;
      const words = count === 0 ? "No replies yet" : `${count} ${count === 1 ? "reply" : "replies"}`;
      drawn.push(html`<li class="thread-mark" key="count"><span>${words}</span></li>`);
    }
  });
  return drawn;
}

/**
 * Where drawing begins: long conversations are drawn from near their end, with what is new (as far as is
 * sensible) or sought.
 * @param {object} room
 * @param {string|null} from ts of the first message drawn so far
 * @returns {number} index
 */
function beginning(room, from) {
  const { messages } = room;
  const at = (ts) => (ts ? messages.findIndex((message) => message.ts === ts) : -1);
  const fresh = Math.max(at(room.newFrom), messages.length - MOST_FRESH);
  const marks = [at(sought.value), room.newFrom ? fresh : -1]
    .filter((index) => index >= 0)
    .map((index) => index - CONTEXT);
  const first = from === null ? messages.length - FIRST_SHOWN : Math.max(0, at(from));
  return Math.max(0, Math.min(first, ...marks));
}

/** Keeps the list at its end while the reader is there, and elsewhere still. */
function useScrolling(box, room) {
  const atEnd = useRef(true);
  const [more, setMore] = useState(false);
  const last = room?.messages.at(-1);
  const toEnd = () => {
    if (!box.current) return;
    box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setMore(false);
  };
  useLayoutEffect(toEnd, [room?.loaded]);
  useLayoutEffect(() => {
    if (atEnd.current || last?.user === route.value.as) toEnd();
    else setMore(true);
  }, [last?.ts]);
  useEffect(() => {
    if (!sought.value) return;
    const found = box.current.querySelector(`[data-ts="${sought.value}"]`);
    if (found) atEnd.current = false;
    found?.scrollIntoView({ block: "center" });
  }, [sought.value, room?.loaded]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => atEnd.current && toEnd());
    watcher.observe(box.current);
    watcher.observe(box.current.firstElementChild);
    return () => watcher.disconnect();
  }, []);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (atEnd.current) setMore(false);
  };
  return { more, toEnd, onScroll };
}

/** Draws earlier messages without moving what the reader looks at. */
function useEarlier(box, room) {
  const [from, setFrom] = useState(null);
  const before = useRef(null);
  useLayoutEffect(() => {
    if (room?.loaded && from === null) setFrom(room.messages[beginning(room, null)]?.ts ?? null);
  }, [room?.loaded]);
  useLayoutEffect(() => {
    if (before.current === null) return;
    box.current.scrollTop += box.current.scrollHeight - before.current;
    before.current = null;
  }, [from]);
  const show = (index) => {
    before.current = box.current.scrollHeight;
    box.current.focus();
    setFrom(room.messages[Math.max(0, index - MORE_SHOWN)].ts);
  };
  return { from, show };
}

/** @param {{room: object|null, label: string, inThread?: boolean, empty: string}} props */
export function Messages({ room, label, empty, inThread = false }) {
  const box = useRef(null);
  const { from, show } = useEarlier(box, room);
  const { more, toEnd, onScroll } = useScrolling(box, room);
  const start = room && !inThread ? beginning(room, from) : 0;
  return html`<div class="messages-frame">
    <div class="messages" ref=${box} tabindex="0" role="region" aria-label=${label} onScroll=${onScroll}>
      <ol class=${classes("message-list", inThread && "message-list-thread")}>
        ${
          start > 0 &&
          html`<li class="earlier">
          <button type="button" class="button" onClick=${() => show(start)}>Show earlier messages</button>
        </li>`
        }
        ${start === 0 && room?.hasMore && html`<li class="earlier">Still earlier messages aren't shown here.</li>`}
        ${room && rows(room.messages.slice(start), room, inThread)}
      </ol>
      ${room?.loaded && room.messages.length === 0 && html`<p class="empty">${empty}</p>`}
    </div>
    ${
      more &&
      html`<button type="button" class="button jump" onClick=${toEnd}>
      New messages <span aria-hidden="true">↓</span>
    </button>`
    }
  </div>`;
}
