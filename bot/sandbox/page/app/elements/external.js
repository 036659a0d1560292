/** Selects whose options the app is asked for while a person types. */
import { choose, isBusy } from "../actions.js";
import { Refusal, postSuggest } from "../api.js";
import { Combobox } from "../combobox.js";
import { valueOf } from "../forms.js";
import { html, useEffect, useRef, useState } from "../lib.js";
import { plain } from "../mrkdwn_view.js";
import { route } from "../store.js";
import { ariaOf } from "./field.js";
import { optionChoices } from "./selects.js";

const WAIT_MS = 300;
const USUAL_LENGTH = 3;

/** Asks the app a moment after the last key; an answer that comes too late for what is typed now is dropped. */
function useSuggestions(surface, block, element) {
  const [found, setFound] = useState({ choices: [], note: "", waiting: false });
  const timer = useRef(0);
  const asked = useRef(0);
  const least = element.min_query_length ?? USUAL_LENGTH;
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const fetchNow = async (words) => {
    const mine = asked.current;
    try {
      const answer = await postSuggest({
        as: route.value.as,
        container: surface.container,
        block_id: block.block_id,
        action_id: element.action_id,
        value: words,
      });
      if (mine === asked.current) setFound({ choices: optionChoices(answer), note: "", waiting: false });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      if (mine === asked.current) setFound({ choices: [], note: problem.message, waiting: false, failed: true });
    }
  };
  const ask = (words) => {
    window.clearTimeout(timer.current);
    asked.current += 1;
    const missing = least - words.length;
    if (missing > 0) {
      const letters = missing === 1 ? "one more letter" : `${missing} more letters`;
      setFound({
        choices: [],
        note: words ? `Type ${letters} to search.` : `Type ${least} letters to search.`,
        waiting: false,
      });
      return;
    }
    setFound((before) => ({ ...before, note: "", waiting: true }));
    timer.current = window.setTimeout(fetchNow, words ? WAIT_MS : 0, words);
  };
  return { ...found, ask };
}

/** One or several of the options that the app suggests. */
export function ExternalSelect({ surface, block, element, field }) {
  const { choices, note, waiting, ask } = useSuggestions(surface, block, element);
  const value = valueOf(surface, block, element);
  const several = element.type.startsWith("multi_");
  const kept = several ? value : value === null ? [] : [value];
  const known = optionChoices({ options: kept });
  const take = (keys) => {
    const options = keys
      .map((key) => [...choices, ...known].find((choice) => choice.key === key)?.option)
      .filter(Boolean);
    choose(surface, block, element, several ? options : (options[0] ?? null));
  };
  return html`<${Combobox}
    id=${field?.id}
    aria=${ariaOf(field, element, "Choose")}
    options=${choices}
    known=${known}
    chosen=${known.map((choice) => choice.key)}
    multiple=${several}
    max=${element.max_selected_items}
    clearable=${Boolean(field) && !field.required}
    placeholder=${plain(element.placeholder) || "Search"}
    disabled=${isBusy(surface, block, element)}
    autofocus=${element.focus_on_load}
    onAsk=${ask}
    note=${waiting ? "Searching…" : note}
    waiting=${waiting}
    onChange=${take}
  />`;
}
