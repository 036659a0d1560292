/** A field for formatted words: bold, italic, strike, code, links and lists. */
import { choose } from "../actions.js";
import { valueOf } from "../forms.js";
import { Icon } from "../icons.js";
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from "../lib.js";
import { plain, safeUrl } from "../mrkdwn_view.js";
import { readRich, writeRich } from "../rich_read.js";
import { ariaOf } from "./field.js";

const WAIT_MS = 300;
const STYLES = ["bold", "italic", "strikeThrough"];
const TOOLS = [
  { icon: "bold", label: "Bold", command: "bold", key: "b" },
  { icon: "italic", label: "Italic", command: "italic", key: "i" },
  { icon: "strike", label: "Strike through", command: "strikeThrough", key: "X" },
  { icon: "code", label: "Code", command: "code", key: "C" },
  { icon: "link", label: "Link", command: "link" },
  { icon: "bullets", label: "Bulleted list", command: "insertUnorderedList", key: "*" },
  { icon: "numbers", label: "Numbered list", command: "insertOrderedList", key: "&" },
];

function around(root, name) {
  const at = window.getSelection().anchorNode;
  const element = at?.nodeType === Node.TEXT_NODE ? at.parentElement : at;
  const found = element?.closest?.(name);
  return found && root.contains(found) ? found : null;
}

function toggleCode(root) {
  const inside = around(root, "code");
  const selection = window.getSelection();
  if (inside) {
    const after = document.createTextNode("\u200b");
    inside.after(after);
    selection.collapse(after, 1);
    return;
  }
  const range = selection.getRangeAt(0);
  const code = document.createElement("code");
  code.append(range.collapsed ? "\u200b" : range.extractContents().textContent);
  range.insertNode(code);
  selection.selectAllChildren(code);
  if (range.collapsed || code.textContent === "\u200b") selection.collapseToEnd();
}

/** How many characters of the field lie before the caret. */
function caretIn(root) {
  const { anchorNode, anchorOffset } = window.getSelection();
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(anchorNode, anchorOffset);
  return before.toString().length;
}

function putCaret(root, wanted) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = wanted;
  while (texts.nextNode()) {
    const { data } = texts.currentNode;
    if (left <= data.length) {
      window.getSelection().collapse(texts.currentNode, left);
      return;
    }
    left -= data.length;
  }
}

/** Makes a list, or ends one. Browsers may lose the caret's place and the style of what comes next: both are kept. */
function toggleList(root, command) {
  const selection = window.getSelection();
  const before = selection.isCollapsed ? caretIn(root) : null;
  const styles = STYLES.filter((style) => document.queryCommandState(style));
  document.execCommand(command);
  if (before === null || caretIn(root) === before) return;
  putCaret(root, before);
  for (const style of STYLES) {
    if (document.queryCommandState(style) !== styles.includes(style)) document.execCommand(style);
  }
}

function isOn(root, command) {
  if (command === "code") return Boolean(around(root, "code"));
  if (command === "link") return Boolean(around(root, "a"));
  return document.queryCommandState(command);
}

function LinkForm({ onAdd, onCancel }) {
  const [url, setUrl] = useState("");
  const input = useRef(null);
  useEffect(() => input.current.focus(), []);
  const onKeyDown = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (safeUrl(url) && url) onAdd(/^[a-z]+:/i.test(url) ? url : `https://${url}`);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
  };
  return html`<div class="rich-link">
    <input ref=${input} class="input" type="url" aria-label="Address of the link" placeholder="https://" value=${url}
      onInput=${(event) => setUrl(event.currentTarget.value)} onKeyDown=${onKeyDown} />
    <span class="hint">Enter to add · Esc to leave</span>
  </div>`;
}

/** The field with its tools. Its words live in the browser's own editing; the form holds Slack's object. */
export function RichField({ surface, block, element, field }) {
  const root = useRef(null);
  const timer = useRef(0);
  const range = useRef(null);
  const [on, setOn] = useState([]);
  const [linking, setLinking] = useState(false);
  const [empty, setEmpty] = useState(!valueOf(surface, block, element));

  useLayoutEffect(() => {
    writeRich(root.current, valueOf(surface, block, element));
    document.execCommand("defaultParagraphSeparator", false, "div");
    if (element.focus_on_load) root.current.focus();
    return () => window.clearTimeout(timer.current);
  }, []);

  const keep = (quiet) => choose(surface, block, element, readRich(root.current), { quiet });
  const changed = () => {
    setEmpty(!root.current.textContent && !root.current.querySelector("li"));
    keep(true);
    const typed = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
    if (!typed || !block.dispatch_action) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(keep, WAIT_MS, false);
  };
  const look = () => setOn(TOOLS.map((tool) => tool.command).filter((command) => isOn(root.current, command)));
  const run = (command) => {
    root.current.focus();
    if (command === "link") {
      const selection = window.getSelection();
      range.current = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
      if (around(root.current, "a")) document.execCommand("unlink");
      else setLinking(true);
    } else if (command === "code") toggleCode(root.current);
    else if (command.endsWith("List")) toggleList(root.current, command);
    else document.execCommand(command);
    changed();
    look();
  };
  const endLink = (url) => {
    setLinking(false);
    root.current.focus();
    const selection = window.getSelection();
    if (range.current) {
      selection.removeAllRanges();
      selection.addRange(range.current);
    }
    if (!url) return;
    if (selection.isCollapsed) {
      const link = document.createElement("a");
      link.href = url;
      link.append(url);
      selection.getRangeAt(0).insertNode(link);
      selection.collapse(link.parentNode, [...link.parentNode.childNodes].indexOf(link) + 1);
    } else document.execCommand("createLink", false, url);
    changed();
  };
  const onKeyDown = (event) => {
    const held = event.ctrlKey || event.metaKey;
    const tool = held && TOOLS.find(({ key }) => key && key === event.key);
    if (tool) {
      event.preventDefault();
      run(tool.command);
    } else if (held && event.key === "Enter") {
      event.preventDefault();
      keep(false);
    }
  };
  const onPaste = (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  };
  const step = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const tools = [...event.currentTarget.children];
    tools[(tools.indexOf(document.activeElement) + by + tools.length) % tools.length].focus();
  };
  return html`<div class="rich-field">
    <div class="rich-tools" role="toolbar" aria-label="Formatting" onKeyDown=${step}>
      ${TOOLS.map(
        (
          { icon, label, command },
          index,
        ) => html`<button type="button" key=${command} title=${label} aria-label=${label}
          tabindex=${index ? "-1" : "0"} class=${classes("icon-button", on.includes(command) && "is-on")}
          aria-pressed=${on.includes(command) ? "true" : "false"} onMouseDown=${(event) => event.preventDefault()}
          onClick=${() => run(command)}><${Icon} name=${icon} /></button>`,
      )}
    </div>
    ${linking && html`<${LinkForm} onAdd=${endLink} onCancel=${() => endLink("")} />`}
    <div class="rich-box">
      ${empty && html`<span class="rich-placeholder" aria-hidden="true">${plain(element.placeholder)}</span>`}
      <div ref=${root} ...${ariaOf(field, element, "Text")} id=${field?.id}
        class="input rich-words" contenteditable="true"
        role="textbox" aria-multiline="true" aria-placeholder=${plain(element.placeholder) || undefined}
        onInput=${changed} onKeyDown=${onKeyDown} onKeyUp=${look} onMouseUp=${look}
        onFocus=${look} onPaste=${onPaste}></div>
    </div>
  </div>`;
}
