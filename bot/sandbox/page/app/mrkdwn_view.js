/** Draws mrkdwn and plain text as nodes; nothing a person wrote is ever parsed as HTML. */
import { businessNow, minute } from "./clock.js";
import { emojiOf } from "./emoji.js";
import { html } from "./lib.js";
import { readMrkdwn, unescape } from "./mrkdwn.js";
import { addressOf, isPlainClick } from "./route.js";
import { openMessage, openPlace } from "./visit.js";
import { channelsById, route, usersById } from "./store.js";
import { slackDate } from "./time.js";

const SAFE_SCHEMES = ["http:", "https:", "mailto:", "tel:"];

/**
 * A link's address when following it is safe.
 * @param {string} url
 * @returns {string|null}
 */
export function safeUrl(url) {
  try {
    const parsed = new URL(url, window.location.origin);
    return SAFE_SCHEMES.includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Reads a message's permanent address: `{channel, ts, thread}` or null. */
function placeOf(href) {
  const url = new URL(href);
  const match = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(url.pathname);
  if (!match || !url.hostname.endsWith(".slack.com")) return null;
  return { channel: match[1], ts: `${match[2]}.${match[3]}`, thread: url.searchParams.get("thread_ts") };
}

function followLink(event, href) {
  const place = placeOf(href);
  if (!place || !isPlainClick(event)) return;
  event.preventDefault();
  openMessage(place);
}

/** A link that opens in a new tab, or in the page when it leads to a message here. */
export function Link({ url, children }) {
  const href = safeUrl(url);
  if (!href) return html`<span>${children}</span>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    onClick=${(event) => followLink(event, href)}>${children}</a>`;
}

/** A person's name. */
export function UserMention({ id, label }) {
  const user = usersById.value.get(id);
  const name = user?.real_name || label || id;
  return html`<span class=${id === route.value.as ? "mention mention-me" : "mention"}>@${name}</span>`;
}

/** A channel's name, which leads there when the reader may see it. */
export function ChannelMention({ id, label }) {
  const channel = channelsById.value.get(id);
  if (!channel) return html`<span class="mention">#${label || "private channel"}</span>`;
  const open = (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    openPlace({ channel: id });
  };
  const href = addressOf({ as: route.value.as, channel: id });
  return html`<a class="mention" href=${href} onClick=${open}>#${channel.name}</a>`;
}

function DateText({ node }) {
  minute.value;
  const words = slackDate(node.seconds, node.format, businessNow()) ?? node.fallback;
  const instant = new Date(node.seconds * 1000);
  const stamp = Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
  const time = html`<time datetime=${stamp}>${words}</time>`;
  return node.url ? html`<${Link} url=${node.url}>${time}<//>` : time;
}

function drawNode(node) {
  switch (node.type) {
    case "bold":
      return html`<strong>${node.nodes.map(drawNode)}</strong>`;
    case "italic":
      return html`<em>${node.nodes.map(drawNode)}</em>`;
    case "strike":
      return html`<s>${node.nodes.map(drawNode)}</s>`;
    case "code":
      return html`<code>${node.text}</code>`;
    case "emoji":
      return html`<span role="img" aria-label=${node.label.replaceAll("_", " ")}>${node.text}</span>`;
    case "link":
      return html`<${Link} url=${node.url}>${node.text}<//>`;
    case "user":
      return html`<${UserMention} id=${node.id} label=${node.label} />`;
    case "channel":
      return html`<${ChannelMention} id=${node.id} label=${node.label} />`;
    case "broadcast":
      return html`<span class="mention mention-me">@${node.label || node.id}</span>`;
    case "group":
      return html`<span class="mention">${node.label || `@${node.id}`}</span>`;
    case "date":
      return html`<${DateText} node=${node} />`;
    default:
      return node.text;
  }
}

function drawLines(lines) {
  return lines.map((line, index) => html`${index > 0 && html`<br />`}${line.map(drawNode)}`);
}

function drawPart(part) {
  if (part.type === "pre") return html`<pre class="code-block" tabindex="0"><code>${part.text}</code></pre>`;
  if (part.type === "quote") return html`<blockquote>${drawLines(part.lines)}</blockquote>`;
  return html`<div>${drawLines(part.lines)}</div>`;
}

/** A mrkdwn text. `verbatim` leaves "@here" and its like alone. */
export function Mrkdwn({ text, verbatim = false }) {
  return html`<div class="mrkdwn">${readMrkdwn(text, !verbatim).map(drawPart)}</div>`;
}

/** A text object of Block Kit, `{type: "mrkdwn" | "plain_text", text, verbatim?}`. */
export function TextObject({ text }) {
  if (!text) return null;
  if (text.type === "mrkdwn") return html`<${Mrkdwn} text=${text.text} verbatim=${text.verbatim} />`;
  return html`<div class="plain">${plain(text)}</div>`;
}

/**
 * The words of a plain_text object, with the emoji codes that the page knows drawn unless the app says not to.
 * @param {{text: string, emoji?: boolean}|undefined} text
 */
export function plain(text) {
  if (!text) return "";
  const words = unescape(text.text);
  return text.emoji === false ? words : words.replace(/:([a-z0-9_+-]+):/g, (code, name) => emojiOf(name) ?? code);
}
