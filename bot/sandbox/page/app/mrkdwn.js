/**
 * Slack's mrkdwn, read into plain values; mrkdwn_view.js draws them.
 *
 * A text becomes parts: `{type: "lines" | "quote", lines: Node[][]}` and `{type: "pre", text}`. A Node is
  * `{type: "text" | "code" | "emoji", text}`, `{type: "bold" | "italic" | "strike", nodes}`,
 * `{type: "link", url, text}`, `{type: "user" | "channel" | "broadcast" | "group", id, label}` or
 * `{type: "date", seconds, format, url, fallback}`.
 */
import { emojiOf } from "./emoji.js";

const MARKERS = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;
const BARE_URL = /^https?:\/\/[^\s<>]+/;
const LOUD_WORD = /^@(here|channel|everyone)\b/;

/**
 * Undoes Slack's escaping, once.
 * @param {string} text
 */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

function split(body, separator) {
  const at = body.indexOf(separator);
  return at < 0 ? [body, null] : [body.slice(0, at), body.slice(at + 1)];
}

function readDate(body) {
  const [token, fallback] = split(body, "|");
  const [, seconds, format, url] = token.split("^");
  return {
    type: "date",
    seconds: Number(seconds),
    format: unescape(format ?? ""),
    url,
    fallback: unescape(fallback ?? ""),
  };
}

function readAngle(body) {
  const [target, label] = split(body, "|");
  const words = label === null ? null : unescape(label);
  if (body.startsWith("@")) return { type: "user", id: target.slice(1), label: words };
  if (body.startsWith("#")) return { type: "channel", id: target.slice(1), label: words };
  if (body.startsWith("!date^")) return readDate(body);
  if (body.startsWith("!subteam^")) return { type: "group", id: target.slice(9), label: words };
  if (body.startsWith("!")) return { type: "broadcast", id: target.slice(1), label: words };
  const url = unescape(target);
  return { type: "link", url, text: words ?? url.replace(/^(mailto|tel):/, "") };
}

function flatten(node) {
  if (node.type === "link") return node.text;
  if (node.nodes) return node.nodes.map(flatten).join("");
  return node.text ?? node.label ?? node.fallback ?? node.id ?? "";
}

function literal(raw) {
  return unescape(raw.replace(/<([^<>\n]+)>/g, (_, body) => flatten(readAngle(body)).replace(/&/g, "&amp;")));
}

function skipSpan(text, at) {
  const close = { "<": ">", "`": "`" }[text[at]];
  const end = close ? text.indexOf(close, at + 1) : -1;
  return end > at + 1 ? end : at;
}

function closingMarker(text, open) {
  const marker = text[open];
  for (let at = open + 1; at < text.length; at += 1) {
    at = skipSpan(text, at);
    const ends = text[at] === marker && at > open + 1 && !/\s/.test(text[at - 1]);
    if (ends && !WORD.test(text[at + 1] ?? "")) return at;
  }
  return -1;
}

function readMarker(text, at, loud) {
  const next = text[at + 1] ?? " ";
  if (WORD.test(text[at - 1] ?? "") || /\s/.test(next) || next === text[at]) return null;
  const end = closingMarker(text, at);
  if (end < 0) return null;
  return { node: { type: MARKERS[text[at]], nodes: readLine(text.slice(at + 1, end), loud) }, end: end + 1 };
}

function readUrl(text, at) {
  const match = BARE_URL.exec(text.slice(at));
  if (!match || WORD.test(text[at - 1] ?? "")) return null;
  const raw = match[0].replace(/[.,;:!?)\]'"]+$/, "");
  const url = unescape(raw);
  return { node: { type: "link", url, text: url }, end: at + raw.length };
}

function readCode(text, at) {
  const end = text.indexOf("`", at + 1);
  return end > at + 1 ? { node: { type: "code", text: literal(text.slice(at + 1, end)) }, end: end + 1 } : null;
}

function readToken(text, at) {
  const match = /^<([^<>\n]+)>/.exec(text.slice(at));
  return match ? { node: readAngle(match[1]), end: at + match[0].length } : null;
}

function readEmoji(text, at) {
  const match = /^:([a-z0-9_+-]+):/.exec(text.slice(at));
  const sign = match && emojiOf(match[1]);
  return sign ? { node: { type: "emoji", text: sign, label: match[1] }, end: at + match[0].length } : null;
}

function readLoud(text, at) {
  const match = LOUD_WORD.exec(text.slice(at));
  if (!match || WORD.test(text[at - 1] ?? "")) return null;
  return { node: { type: "broadcast", id: match[1], label: null }, end: at + match[0].length };
}

function readAt(text, at, loud) {
  const sign = text[at];
  if (sign === "<") return readToken(text, at);
  if (sign === "`") return readCode(text, at);
  if (sign === ":") return readEmoji(text, at);
  if (sign === "h") return readUrl(text, at);
  if (sign === "@" && loud) return readLoud(text, at);
  return sign in MARKERS ? readMarker(text, at, loud) : null;
}

function readLine(text, loud) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = readAt(text, at, loud);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function readLines(chunk, loud) {
  const parts = [];
  let restQuoted = false;
  for (let line of chunk.split("\n")) {
    const opening = restQuoted ? null : /^(?:&gt;|>){3}|^(?:&gt;|>) ?/.exec(line);
    if (opening) line = line.slice(opening[0].length);
    if (opening && /^(?:&gt;|>){3}/.test(opening[0])) restQuoted = true;
    const type = opening || restQuoted ? "quote" : "lines";
    const last = parts.at(-1);
    if (last?.type === type) last.lines.push(readLine(line, loud));
    else parts.push({ type, lines: [readLine(line, loud)] });
  }
  return parts;
}

function isBlank(part) {
  return part.type === "lines" && part.lines.every((line) => line.length === 0);
}

/**
 * Reads a mrkdwn text.
 * @param {string} text
 * @param {boolean} loud whether bare "@here" and its like count, as they do unless the app says `verbatim`
 */
export function readMrkdwn(text, loud) {
  const parts = [];
  const chunks = text.split(/```(?:\n)?([\s\S]+?)(?:\n)?```(?:\n)?/);
  chunks.forEach((chunk, index) => {
    if (index % 2 === 1) parts.push({ type: "pre", text: literal(chunk) });
    else if (chunk) parts.push(...readLines(chunk, loud));
  });
  return parts.length > 1 ? parts.filter((part) => !isBlank(part) || part.lines.length > 1) : parts;
}

/**
 * A text's words without its marks, for announcements and labels.
 * @param {string} text
 * @param {boolean} loud
 */
export function plainText(text, loud) {
  return readMrkdwn(text, loud)
    .map((part) => (part.type === "pre" ? part.text : part.lines.map((line) => line.map(flatten).join("")).join(" ")))
    .join(" ");
}
