/** The table block: its first row names the columns. */
import { classes, html } from "./lib.js";
import { unescape } from "./mrkdwn.js";
import { RichText } from "./rich_text.js";

const LONG = 28;

function wordsOf(cell) {
  if (cell.type !== "rich_text") return unescape(String(cell.text ?? ""));
  return cell.elements.flatMap((part) => part.elements.map((leaf) => leaf.text ?? leaf.name ?? "")).join(" ");
}

/** A column of long words takes the room that the others leave. */
function columnsOf(block) {
  const count = Math.max(...block.rows.map((cells) => cells.length));
  return Array.from({ length: count }, (_, index) => {
    const { align, is_wrapped: wraps } = block.column_settings?.[index] ?? {};
    const longest = Math.max(...block.rows.map((cells) => (cells[index] ? wordsOf(cells[index]).length : 0)));
    return { align, isLong: Boolean(wraps) && longest > LONG };
  });
}

function Cell({ cell, column, title }) {
  const look = classes(column.align && `align-${column.align}`, column.isLong ? "is-long" : "is-short");
  const words = cell.type === "rich_text" ? html`<${RichText} block=${cell} />` : wordsOf(cell);
  if (title === null) return html`<th role="columnheader" scope="col" class=${look}>${words}</th>`;
  return html`<td role="cell" class=${look} data-title=${title}><div class="cell">${words}</div></td>`;
}

export function Table({ block }) {
  const [head = [], ...rows] = block.rows;
  const columns = columnsOf(block);
  const titles = head.map(wordsOf);
  const row = (cells, isHead) =>
    html`<tr role="row">
      ${cells.map(
        (cell, index) =>
          html`<${Cell} cell=${cell} column=${columns[index]} title=${isHead ? null : (titles[index] ?? "")} />`,
      )}
    </tr>`;
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table">
    <table class=${classes("table", columns.some((column) => column.isLong) && "has-long")} role="table">
      <thead role="rowgroup">${row(head, true)}</thead>
      <tbody role="rowgroup">${rows.map((cells) => row(cells, false))}</tbody>
    </table>
  </div>`;
}
