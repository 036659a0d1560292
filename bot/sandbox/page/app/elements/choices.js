/** Check boxes and radio buttons. */
import { choose, isBusy } from "../actions.js";
import { valueOf } from "../forms.js";
import { html, useId } from "../lib.js";
import { TextObject } from "../mrkdwn_view.js";
import { ariaOf } from "./field.js";

function isChosen(element, value, option) {
  if (element.type === "radio_buttons") return value?.value === option.value;
  return value.some((chosen) => chosen.value === option.value);
}

function changed(element, value, option) {
  if (element.type === "radio_buttons") return option;
  if (isChosen(element, value, option)) return value.filter((chosen) => chosen.value !== option.value);
  return element.options.filter((known) => known.value === option.value || isChosen(element, value, known));
}

/** A group of check boxes or radio buttons. */
export function Choices({ surface, block, element, field }) {
  const name = useId();
  const value = valueOf(surface, block, element);
  const one = element.type === "radio_buttons";
  const waiting = isBusy(surface, block, element);
  const aria = ariaOf(field, element, one ? "Choose one" : "Choose any");
  if (!one) {
    delete aria["aria-required"];
    delete aria["aria-invalid"];
  }
  return html`<div ...${aria} id=${field?.id} tabindex="-1" role=${one ? "radiogroup" : "group"} class="choices">
    ${element.options.map(
      (option, index) => html`<div class="choice" key=${option.value}>
        <input
          id=${`${name}-${index}`}
          type=${one ? "radio" : "checkbox"}
          name=${name}
          checked=${isChosen(element, value, option)}
          aria-disabled=${waiting ? "true" : undefined}
          aria-describedby=${option.description ? `${name}-${index}-more` : undefined}
          onClick=${(event) => waiting && event.preventDefault()}
          onChange=${() => !waiting && choose(surface, block, element, changed(element, value, option))}
        />
        <label class="choice-words" for=${`${name}-${index}`}>
          <${TextObject} text=${option.text} />
        </label>
        ${option.description &&
          html`<div class="choice-description" id=${`${name}-${index}-more`}><${TextObject} text=${option.description}
            /></div>`}
      </div>`,
    )}
  </div>`;
}
