/** How people are shown: avatars, names and the marks beside them. */
import { Icon } from "./icons.js";
import { classes, html } from "./lib.js";
import { app, usersById, workspace } from "./store.js";

const TINTS = 8;

function initials(name) {
  const words = name.split(/[\s/]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

function tintOf(id) {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + sign.charCodeAt(0)) % 9973;
  return sum % TINTS;
}

/** A person's initials on a tint that is always theirs; the app's mark for the app. */
export function Avatar({ id, small = false }) {
  if (id === app.value?.bot_user_id) {
    return html`<span class=${classes("avatar avatar-app", small && "avatar-small")} aria-hidden="true"><${Icon}
      name="speech" /></span>`;
  }
  const name = usersById.value.get(id)?.real_name ?? id ?? "?";
  return html`<span class=${classes("avatar", `tint-${tintOf(id ?? "")}`, small && "avatar-small")}
    aria-hidden="true">${initials(name)}</span>`;
}

/** "Guest", "Other organisation" or "App", where that is so. @param {object|undefined} user */
export function standingOf(user) {
  if (!user) return "";
  if (user.is_bot) return "App";
  if (user.is_stranger || (user.team_id && user.team_id !== workspace.value.team.id)) return "Other organisation";
  if (user.is_restricted || user.is_ultra_restricted) return "Guest";
  return "";
}

export function Standing({ user }) {
  const words = standingOf(user);
  return words ? html`<span class=${classes("badge", words === "App" && "badge-app")}>${words}</span>` : null;
}

/** @param {string} id @returns {string} */
export function nameOf(id) {
  return usersById.value.get(id)?.real_name || usersById.value.get(id)?.name || id || "Someone";
}
