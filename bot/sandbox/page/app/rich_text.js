/** The rich_text block. */
import { businessNow } from "./clock.js";
import { emojiOf } from "./emoji.js";
import { classes, html } from "./lib.js";
import { ChannelMention, Link, UserMention } from "./mrkdwn_view.js";
import { slackDate } from "./time.js";

function styled(node, { bold, italic, strike, code } = {}) {
  let drawn = node;
  if (code) drawn = html`<code>${drawn}</code>`;
  if (strike) drawn = html`<s>${drawn}</s>`;
  if (italic) drawn = html`<em>${drawn}</em>`;
  if (bold) drawn = html`<strong>${drawn}</strong>`;
  return drawn;
}

function drawLeaf(leaf) {
  switch (leaf.type) {
    case "text":
      return styled(leaf.text, leaf.style);
    case "link":
      return styled(html`<${Link} url=${leaf.url}>${leaf.text || leaf.url}<//>`, leaf.style);
    case "user":
      return html`<${UserMention} id=${leaf.user_id} />`;
    case "channel":
      return html`<${ChannelMention} id=${leaf.channel_id} />`;
    case "usergroup":
      return html`<span class="mention">@${leaf.usergroup_id}</span>`;
    case "broadcast":
      return html`<span class="mention mention-me">@${leaf.range}</span>`;
    case "emoji":
      return html`<span role="img"
        aria-label=${leaf.name.replaceAll("_", " ")}>${emojiOf(leaf.name) ?? `:${leaf.name}:`}</span>`;
    case "date":
      return slackDate(leaf.timestamp, leaf.format ?? "", businessNow()) ?? leaf.fallback ?? "";
    default:
      return leaf.text ?? leaf.value ?? "";
  }
}

const drawLeaves = (part) => part.elements.map(drawLeaf);

function drawPart(part) {
  switch (part.type) {
    case "rich_text_list": {
      const items = part.elements.map((item) => html`<li>${drawLeaves(item)}</li>`);
      const look = classes("rich-list", part.indent && `indent-${Math.min(part.indent, 4)}`);
      if (part.style === "ordered") return html`<ol class=${look} start=${(part.offset ?? 0) + 1}>${items}</ol>`;
      return html`<ul class=${look}>${items}</ul>`;
    }
    case "rich_text_quote":
      return html`<blockquote>${drawLeaves(part)}</blockquote>`;
    case "rich_text_preformatted":
      return html`<pre class="code-block" tabindex="0"><code>${drawLeaves(part)}</code></pre>`;
    default:
      return html`<div class="rich-section">${drawLeaves(part)}</div>`;
  }
}

export function RichText({ block }) {
  return html`<div class="mrkdwn">${block.elements.map(drawPart)}</div>`;
}
