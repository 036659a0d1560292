/** The table block: its first row names the columns. */
import { classes, html } from "./lib.js";
import { unescape } from "./mrkdwn.js";
import { RichText } from "./rich_text.js";

function Cell({ cell, column = {}, head }) {
  const look = classes(column.align && `align-${column.align}`, column.is_wrapped && "is-wrapped");
  const words = cell.type === "rich_text" ? html`<${RichText} block=${cell} />` : unescape(String(cell.text ?? ""));
  return head ? html`<th scope="col" class=${look}>${words}</th>` : html`<td class=${look}>${words}</td>`;
}

export function Table({ block }) {
  const [head = [], ...rows] = block.rows;
  const columns = block.column_settings ?? [];
  const row = (cells, isHead) =>
    html`<tr>
      ${cells.map((cell, index) => html`<${Cell} cell=${cell} column=${columns[index] ?? {}} head=${isHead} />`)}
    </tr>`;
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table">
    <table class="table">
      <thead>${row(head, true)}</thead>
      <tbody>${rows.map((cells) => row(cells, false))}</tbody>
    </table>
  </div>`;
}
