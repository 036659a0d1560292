/** Between what a person writes in a rich text field (elements of the page) and Slack's rich_text object. */

const STYLES = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  CODE: "code",
};
const TAGS = { code: "code", strike: "s", italic: "em", bold: "strong" };
const LISTS = { UL: "bullet", OL: "ordered" };
const LINES = ["DIV", "P", "LI"];

function leaf(text, style, url) {
  const made = url ? { type: "link", url, text } : { type: "text", text };
  return Object.keys(style).length ? { ...made, style } : made;
}

function join(leaves, next) {
  const last = leaves.at(-1);
  const same = last && last.type === "text" && next.type === "text";
  if (same && JSON.stringify(last.style) === JSON.stringify(next.style)) last.text += next.text;
  else leaves.push(next);
}

function readInline(node, style, url, leaves) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const text = child.data.replaceAll("\u00a0", " ").replaceAll("\u200b", "");
      if (text) join(leaves, leaf(text, style, url));
    } else if (child.nodeName === "BR") {
      join(leaves, leaf("\n", {}, null));
    } else if (!(child.nodeName in LISTS)) {
      const named = STYLES[child.nodeName];
      const inner = named ? { ...style, [named]: true } : style;
      if (LINES.includes(child.nodeName) && leaves.length) join(leaves, leaf("\n", {}, null));
      readInline(child, inner, child.nodeName === "A" ? child.getAttribute("href") : url, leaves);
    }
  }
}

function trimmed(leaves) {
  const last = leaves.at(-1);
  if (last?.type !== "text" || !last.text.endsWith("\n")) return leaves;
  const text = last.text.replace(/\n+$/, "");
  return text ? [...leaves.slice(0, -1), { ...last, text }] : leaves.slice(0, -1);
}

function readList(list, indent, parts) {
  let items = [];
  const flush = () => {
    if (items.length)
      parts.push({ type: "rich_text_list", style: LISTS[list.nodeName], indent, border: 0, elements: items });
    items = [];
  };
  for (const item of list.children) {
    if (item.nodeName in LISTS) {
      flush();
      readList(item, indent + 1, parts);
      continue;
    }
    const leaves = [];
    readInline(item, {}, null, leaves);
    items.push({ type: "rich_text_section", elements: trimmed(leaves) });
    for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) {
      flush();
      readList(inner, indent + 1, parts);
    }
  }
  flush();
}

function hasWords(parts) {
  return parts.some((part) =>
    part.elements.some((each) => (each.elements ? each.elements.length : each.text?.trim() || each.url)),
  );
}

/**
 * Reads the field.
 * @param {HTMLElement} root
 * @returns {object|null} a rich_text object, or null when nothing is written
 */
export function readRich(root) {
  const parts = [];
  let leaves = [];
  const flush = () => {
    const kept = trimmed(leaves);
    if (kept.length) parts.push({ type: "rich_text_section", elements: kept });
    leaves = [];
  };
  for (const child of root.childNodes) {
    const list =
      child.nodeName in LISTS ? child : child.nodeName === "DIV" && child.querySelector(":scope > ul, :scope > ol");
    if (list) {
      flush();
      readList(list, 0, parts);
    } else {
      if (LINES.includes(child.nodeName) && leaves.length) join(leaves, leaf("\n", {}, null));
      const holder = document.createElement("span");
      holder.append(child.cloneNode(true));
      const found = [];
      readInline(holder, {}, null, found);
      for (const each of found) join(leaves, each);
    }
  }
  flush();
  return hasWords(parts) ? { type: "rich_text", elements: parts } : null;
}

function writeLeaf(made) {
  let node = document.createTextNode(
    made.text ?? made.url ?? (made.user_id ? `<@${made.user_id}>` : `:${made.name ?? ""}:`),
  );
  if (made.type === "link") {
    const link = document.createElement("a");
    link.href = made.url;
    link.append(made.text || made.url);
    node = link;
  }
  for (const [style, tag] of Object.entries(TAGS)) {
    if (!made.style?.[style]) continue;
    const wrap = document.createElement(tag);
    wrap.append(node);
    node = wrap;
  }
  return node;
}

function writeLeaves(leaves, into) {
  for (const made of leaves) {
    const lines = made.type === "text" ? made.text.split("\n") : null;
    if (!lines) into.append(writeLeaf(made));
    else
      lines.forEach((text, index) => {
        if (index) into.append(document.createElement("br"));
        if (text) into.append(writeLeaf({ ...made, text }));
      });
  }
}

/**
 * Fills the field.
 * @param {HTMLElement} root an empty element
 * @param {object|null} rich a rich_text object
 */
export function writeRich(root, rich) {
  root.replaceChildren();
  for (const part of rich?.elements ?? []) {
    if (part.type === "rich_text_list") {
      const list = document.createElement(part.style === "ordered" ? "ol" : "ul");
      for (const item of part.elements) {
        const line = document.createElement("li");
        writeLeaves(item.elements, line);
        list.append(line);
      }
      root.append(list);
    } else {
      const line = document.createElement("div");
      writeLeaves(part.elements, line);
      root.append(line);
    }
  }
}
