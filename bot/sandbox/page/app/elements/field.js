/** How an element is named and described: by its input block's label, or by itself elsewhere. */
import { plain } from "../mrkdwn_view.js";

/**
 * ARIA attributes of an element.
 * @param {{labelId?: string, describedBy?: string, invalid?: boolean, required?: boolean}|null} field the input block's
 *   part, or null for an element that stands alone
 * @param {object} element
 * @param {string} otherwise the name of a lone element without a placeholder
 */
export function ariaOf(field, element, otherwise) {
  if (field) {
    return {
      "aria-labelledby": field.labelId,
      "aria-describedby": field.describedBy || undefined,
      "aria-invalid": field.invalid ? "true" : undefined,
      "aria-required": field.required ? "true" : undefined,
    };
  }
  return { "aria-label": plain(element.placeholder) || otherwise };
}
