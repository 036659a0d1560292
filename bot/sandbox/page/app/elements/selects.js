/** Selects: from the app's options, from people, and from channels; one or several. */
import { choose, isBusy } from "../actions.js";
import { Combobox } from "../combobox.js";
import { valueOf } from "../forms.js";
import { html } from "../lib.js";
import { plain } from "../mrkdwn_view.js";
import { workspace } from "../store.js";
import { ariaOf } from "./field.js";

/**
 * The choices of a list box from an app's options.
 * @param {{options?: object[], option_groups?: object[]}} offered
 */
export function optionChoices(offered) {
  const groups = offered.option_groups ?? [{ options: offered.options ?? [] }];
  const choices = [];
  for (const group of groups) {
    for (const option of group.options) {
      choices.push({
        key: option.value,
        label: plain(option.text),
        description: plain(option.description),
        group: plain(group.label),
        option,
      });
    }
  }
  return choices;
}

function userChoices() {
  return workspace.value.users
    .filter((user) => !user.deleted)
    .map((user) => ({
      key: user.id,
      label: user.real_name || user.name,
      description: user.title || "",
      keywords: user.name,
    }));
}

function channelChoices(element) {
  const wanted = element.filter?.include;
  const kinds = { channel: "public", private: "private", im: "im" };
  return workspace.value.channels
    .filter((channel) => !channel.is_archived)
    .filter((channel) => channel.kind !== "im" || element.type.includes("conversations"))
    .filter((channel) => element.type.includes("conversations") || channel.kind === "channel")
    .filter((channel) => !wanted || wanted.includes(kinds[channel.kind]))
    .map((channel) => ({
      key: channel.id,
      label: channel.kind === "im" ? channel.name : `#${channel.name}`,
      description: channel.topic || "",
    }));
}

function choicesOf(element) {
  if (element.type.includes("static")) return optionChoices(element);
  return element.type.includes("users") ? userChoices() : channelChoices(element);
}

const isStatic = (element) => element.type.includes("static");
const isMultiple = (element) => element.type.startsWith("multi_");

function keysOf(element, value) {
  const values = isMultiple(element) ? value : value === null ? [] : [value];
  return isStatic(element) ? values.map((option) => option.value) : values;
}

function valueFrom(element, choices, keys) {
  const values = isStatic(element)
    ? keys.map((key) => choices.find((choice) => choice.key === key)?.option).filter(Boolean)
    : keys;
  return isMultiple(element) ? values : (values[0] ?? null);
}

/** Any of Slack's select elements but the external ones. */
export function Select({ surface, block, element, field }) {
  const choices = choicesOf(element);
  const value = valueOf(surface, block, element);
  return html`<${Combobox}
    id=${field?.id}
    aria=${ariaOf(field, element, "Choose")}
    options=${choices}
    chosen=${keysOf(element, value)}
    multiple=${isMultiple(element)}
    max=${element.max_selected_items}
    clearable=${Boolean(field) && !field.required}
    placeholder=${plain(element.placeholder) || (isMultiple(element) ? "Choose some" : "Choose one")}
    disabled=${isBusy(surface, block, element)}
    autofocus=${element.focus_on_load}
    onChange=${(keys) => choose(surface, block, element, valueFrom(element, choices, keys))}
  />`;
}
