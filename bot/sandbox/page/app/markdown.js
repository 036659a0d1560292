/** The markdown block: headings, lists, quotes, code, links and emphasis; anything else stays as it is written. */
import { html } from "./lib.js";
import { Link } from "./mrkdwn_view.js";

const MARKS = [
  /(?<code>`[^`\n]+`)/,
  /\[(?<label>[^\]\n]+)\]\((?<url>[^()\s]+)\)/,
  /(?<two>\*\*|__)(?=\S)(?<bold>.*?\S)\k<two>/,
  /~~(?=\S)(?<strike>.*?\S)~~/,
  /(?<![\p{L}\p{N}])(?<one>[*_])(?=\S)(?<italic>.*?\S)\k<one>(?![\p{L}\p{N}])/u,
];
const INLINE = new RegExp(MARKS.map((mark) => mark.source).join("|"), "u");

function inline(text) {
  const drawn = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    const { code, label, url, bold, strike, italic } = found.groups;
    drawn.push(rest.slice(0, found.index));
    if (code) drawn.push(html`<code>${code.slice(1, -1)}</code>`);
    else if (url) drawn.push(html`<${Link} url=${url}>${inline(label)}<//>`);
    else if (bold) drawn.push(html`<strong>${inline(bold)}</strong>`);
    else if (strike) drawn.push(html`<s>${inline(strike)}</s>`);
    else drawn.push(html`<em>${inline(italic)}</em>`);
    rest = rest.slice(found.index + found[0].length);
  }
  return [...drawn, rest];
}

const KINDS = [
  ["heading", /^#{1,6}\s+(.*)$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
  ["rule", /^(?:-{3,}|\*{3,})$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const found = pattern.exec(line);
    if (found) return { kind, text: found[1] ?? "" };
  }
  return line.trim() ? { kind: "words", text: line } : { kind: "gap", text: "" };
}

function parts(text) {
  const found = [];
  for (const line of text.split("\n").map(kindOf)) {
    const last = found.at(-1);
    const joins = last?.kind === line.kind && !["heading", "rule"].includes(line.kind);
    if (joins) last.lines.push(line.text);
    else found.push({ kind: line.kind, lines: [line.text] });
  }
  return found.filter((part) => part.kind !== "gap");
}

const broken = (lines) => lines.map((line, index) => html`${index > 0 && html`<br />`}${inline(line)}`);
const items = (lines) => lines.map((line) => html`<li>${inline(line)}</li>`);

function drawPart({ kind, lines }) {
  if (kind === "heading") return html`<h4 class="header-block">${inline(lines[0])}</h4>`;
  if (kind === "bullet") return html`<ul class="rich-list">${items(lines)}</ul>`;
  if (kind === "number") return html`<ol class="rich-list">${items(lines)}</ol>`;
  if (kind === "quote") return html`<blockquote>${broken(lines)}</blockquote>`;
  if (kind === "rule") return html`<hr class="divider" />`;
  return html`<div>${broken(lines)}</div>`;
}

/** @param {{text: string}} props */
export function Markdown({ text }) {
  const chunks = text.split(/^```[^\n]*\n([\s\S]*?)\n```$/m);
  return html`<div class="mrkdwn">
    ${chunks.map((chunk, index) =>
      index % 2 ? html`<pre class="code-block" tabindex="0"><code>${chunk}</code></pre>` : parts(chunk).map(drawPart),
    )}
  </div>`;
}
