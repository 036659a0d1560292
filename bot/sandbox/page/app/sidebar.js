/** The workspace's places: channels, direct messages, and the app's Home. */
import { Icon } from "./icons.js";
import { classes, html, useEffect, useRef } from "./lib.js";
import { Avatar } from "./people.js";
import { addressOf, isPlainClick } from "./route.js";
import { HOME, openPlace } from "./visit.js";
import { app, drawerOpen, narrow, route, unread, workspace } from "./store.js";

function Place({ channel, mark, label, muted = false }) {
  const here = route.value.channel === channel;
  const count = here ? 0 : (unread.value[channel] ?? 0);
  const go = (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    drawerOpen.value = false;
    openPlace({ channel });
  };
  return html`<li>
    <a
      href=${addressOf({ as: route.value.as, channel })}
      class=${classes("place", here && "place-here", count > 0 && "place-unread", muted && "place-muted")}
      aria-current=${here ? "page" : undefined}
      onClick=${go}
    >
      <span class="place-mark" aria-hidden="true">${mark}</span>
      <span class="place-name" title=${label}>${label}</span>
      ${count > 0 &&
      html`<span class="count">
        <span aria-hidden="true">${count}</span><span class="unseen">${count} unread</span>
      </span>`}
    </a>
  </li>`;
}

function List({ title, channels, mark }) {
  if (!channels.length) return null;
  const id = `places-${title.toLowerCase().replaceAll(" ", "-")}`;
  return html`<section class="places" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    <ul>
      ${channels.map((channel) => html`<${Place} key=${channel.id} channel=${channel.id} label=${channel.name}
        muted=${channel.is_archived} mark=${mark(channel)} />`)}
    </ul>
  </section>`;
}

function byName(one, other) {
  return Number(one.is_archived) - Number(other.is_archived) || one.name.localeCompare(other.name);
}

export function Sidebar() {
  const nav = useRef(null);
  const { channels, team } = workspace.value;
  const hidden = narrow.value && !drawerOpen.value;
  const close = () => {
    drawerOpen.value = false;
  };
  useEffect(() => {
    if (narrow.value && drawerOpen.value) nav.current.querySelector("a, button")?.focus();
  }, [drawerOpen.value]);
  const onKeyDown = (event) => {
    if (event.key === "Escape" && narrow.value) close();
  };
  const ofKind = (kind) => channels.filter((channel) => channel.kind === kind).sort(byName);
  return html`
    <nav id="places" ref=${nav} class=${classes("sidebar", drawerOpen.value && "sidebar-open")} aria-label="Workspace"
      inert=${hidden} onKeyDown=${onKeyDown}>
      <p class="workspace-name">${team.name}</p>
      <section class="places" aria-labelledby="places-app">
        <h2 id="places-app">App</h2>
        <ul><${Place} channel=${HOME} label=${`${app.value.name} home`} mark=${html`<${Icon} name="house" />`} /></ul>
      </section>
      <${List} title="Channels" channels=${ofKind("channel")} mark=${() => "#"} />
      <${List} title="Private channels" channels=${ofKind("private")} mark=${() => html`<${Icon} name="lock" />`} />
      <${List} title="Direct messages" channels=${ofKind("im")}
        mark=${(channel) => html`<${Avatar} id=${channel.user} small />`} />
    </nav>
    ${narrow.value && drawerOpen.value && html`<div class="backdrop" onClick=${close}></div>`}
  `;
}
