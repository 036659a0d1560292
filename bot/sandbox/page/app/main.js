/** The page: a bar, the places on the left, a conversation or the Home, and a thread. */
import { Refusal } from "./api.js";
import { Channel } from "./channel.js";
import { Confirm } from "./confirm.js";
import { Home } from "./home.js";
import { Icon } from "./icons.js";
import { FaultBanner, Inspector, InspectorButton } from "./inspector/inspector.js";
import { classes, effect, html, render } from "./lib.js";
import { Modal } from "./modal.js";
import { Announcer, Banner, Toasts } from "./notices.js";
import { PersonSwitcher } from "./person.js";
import { HOME, start } from "./visit.js";
import { Sidebar } from "./sidebar.js";
import { Steps } from "./steps.js";
import { app, currentChannel, drawerOpen, narrow, route, stack, unread, workspace } from "./store.js";
import { Thread } from "./thread.js";
import { TimeMachine } from "./time_machine.js";

function Bar() {
  const waiting = Object.values(unread.value).some((count) => count > 0);
  return html`<header class="bar">
    ${
      narrow.value &&
      html`<button type="button" class="icon-button bar-menu"
        aria-label=${waiting ? "Show the channels, some unread" : "Show the channels"}
      aria-expanded=${drawerOpen.value ? "true" : "false"} aria-controls="places" onClick=${() => {
        drawerOpen.value = !drawerOpen.value;
      }}>
      <${Icon} name="menu" />
      ${waiting && html`<span class="bar-dot" aria-hidden="true"></span>`}
    </button>`
    }
    <h1 class="bar-title">${workspace.value.team.name}</h1>
    <${InspectorButton} />
    <${TimeMachine} />
    <${PersonSwitcher} />
  </header>`;
}

function Page() {
  if (!workspace.value) return html`<p class="boot">Opening the workspace…</p>`;
  const { channel, thread, panel } = route.value;
  const threaded = Boolean(thread) && channel !== HOME;
  const inspected = panel === "inspector";
  const covered = narrow.value && drawerOpen.value;
  return html`
    <a class="skip" href="#conversation">Skip to the conversation</a>
    <div class=${classes("shell", threaded && "shell-threaded", inspected && "shell-inspected")}>
      <${Bar} />
      <div class="banners"><${Banner} /><${FaultBanner} /></div>
      <${Sidebar} />
      <main id="conversation" class="conversation" tabindex="-1" inert=${covered}>
        ${channel === HOME ? html`<${Home} />` : html`<${Channel} />`}
      </main>
      ${threaded && html`<${Thread} key=${`${channel}:${thread}`} />`}
      ${inspected && html`<${Inspector} />`}
    </div>
    <${Modal} />
    <${Steps} />
    <${Confirm} />
    ${stack.value.length === 0 && html`<${Toasts} />`}
    <${Announcer} />
  `;
}

function nameOfPlace() {
  const channel = currentChannel.value;
  if (route.value.channel === HOME) return app.value.name;
  return channel ? (channel.kind === "im" ? channel.name : `#${channel.name}`) : "";
}

effect(() => {
  if (!workspace.value) return;
  const count = Object.values(unread.value).reduce((sum, each) => sum + each, 0);
  document.title = `${count ? `(${count}) ` : ""}${nameOfPlace()} · ${workspace.value.team.name}`;
});

const place = document.getElementById("page");

async function open() {
  try {
    await start();
    place.replaceChildren();
    render(html`<${Page} />`, place);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    place.replaceChildren();
    render(
      html`<div class="boot"><p role="alert">${problem.message}</p><button type="button" class="button"
        onClick=${() => window.location.reload()}>Try again</button></div>`,
      place,
    );
  }
}

open();
