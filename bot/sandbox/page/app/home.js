/** The App Home. */
import { Blocks } from "./blocks.js";
import { html } from "./lib.js";
import { openPlace } from "./visit.js";
import { app, home, route, workspace } from "./store.js";

export function Home() {
  const { view, loading, problem } = home.value;
  const name = app.value.name;
  const im = workspace.value.channels.find((channel) => channel.user === app.value.bot_user_id);
    const absence = loading ? `Asking ${name} for your page…` : `${name} hasn't made a page for you yet.`;
  const surface = view && {
    kind: "home",
    key: `home:${route.value.as}:${view.id}`,
    container: { type: "view", view_id: view.id },
    blocks: view.blocks,
  };
  return html`
    <header class="pane-head">
      <div class="pane-title"><h2>${name}</h2></div>
      <nav class="tabs" aria-label=${name}>
        <span class="tab tab-current" aria-current="page">Home</span>
        ${im &&
        html`<button type="button" class="tab" onClick=${() => openPlace({ channel: im.id })}>Messages</button>`}
      </nav>
    </header>
    <div class="home" tabindex="0" role="region" aria-label=${`${name} home`} aria-busy=${loading ? "true" : "false"}>
      <div class="home-page">
        ${surface
            ? html`<${Blocks} key=${surface.key} surface=${surface} />`
            : html`<p class="empty">${problem || absence}</p>`}
      </div>
    </div>
  `;
}
