/** "Act as …": whose eyes the workspace is seen through. */
import { classes, html, useState } from "./lib.js";
import { Avatar, nameOf, standingOf } from "./people.js";
import { Popover } from "./popover.js";
import { addressOf, isPlainClick } from "./route.js";
import { become } from "./visit.js";
import { me, route, workspace } from "./store.js";

function groupOf(user, team) {
  const standing = standingOf(user);
  if (standing === "Other organisation") return "Other organisations";
  return standing === "Guest" ? "Guests" : team.name;
}

function groups(typed) {
  const { users, team } = workspace.value;
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = users
    .filter((user) => !user.is_bot && !user.deleted)
    .filter((user) => {
      const text = `${user.real_name} ${user.name} ${user.title ?? ""} ${user.email ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((one, other) =>
      (one.real_name || one.name).localeCompare(other.real_name || other.name, "en-GB", { numeric: true }),
    );
  return [team.name, "Guests", "Other organisations"]
    .map((name) => ({ name, users: found.filter((user) => groupOf(user, team) === name) }))
    .filter((group) => group.users.length > 0);
}

function step(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll("input, a")];
  const at = stops.indexOf(document.activeElement);
  stops[(at + by + stops.length) % stops.length].focus();
}

function Person({ user, onGo }) {
  const here = user.id === route.value.as;
  const go = (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    onGo(user.id);
  };
  const { channel } = route.value;
  return html`<li>
    <a href=${addressOf({ as: user.id, channel })} class=${classes("person", here && "person-here")}
      aria-current=${here ? "true" : undefined} onClick=${go}>
      <${Avatar} id=${user.id} small />
      <span class="person-words">
        <span class="person-name">${user.real_name || user.name}</span>
        ${user.title && html`<span class="person-title">${user.title}</span>`}
      </span>
    </a>
  </li>`;
}

function People({ close }) {
  const [typed, setTyped] = useState("");
  const found = groups(typed);
  const go = (id) => {
    close();
    become(id);
  };
  const onEnter = (event) => {
    if (event.key === "Enter" && typed && found[0]) go(found[0].users[0].id);
  };
  return html`<div onKeyDown=${step}>
    <h2 class="panel-title">Act as</h2>
    <input class="input" type="search" data-first aria-label="Find a person" placeholder="Find a person"
      autocomplete="off"
      value=${typed} onInput=${(event) => setTyped(event.currentTarget.value)} onKeyDown=${onEnter} />
    <div class="people">
      ${found.map(
        (group) => html`<section key=${group.name} aria-label=${group.name}>
          <h3 class="people-group">${group.name}</h3>
          <ul>${group.users.map((user) => html`<${Person} key=${user.id} user=${user} onGo=${go} />`)}</ul>
        </section>`,
      )}
      ${found.length === 0 && html`<p class="empty">Nobody of that name.</p>`}
    </div>
    <p class="panel-note">Open a name in a new tab to be two people at once.</p>
  </div>`;
}

export function PersonSwitcher() {
  const name = nameOf(me.value.id);
  const face = html`<${Avatar} id=${me.value.id} small /><span class="bar-words"><span
    class="bar-label">Acting as </span>${name}</span>`;
  return html`<${Popover} face=${face} title="Act as another person"
    look="person-button">${(close) => html`<${People} close=${close} />`}<//>`;
}
