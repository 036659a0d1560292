/** A field for files: each is sent at once, and the form holds what the sandbox keeps of it. */
import { Refusal, upload } from "../api.js";
import { setValue, valueOf } from "../forms.js";
import { FileChip } from "../file_view.js";
import { html, signal, useRef, useState } from "../lib.js";
import { route } from "../store.js";
import { refusalOf } from "../uploads.js";
import { ariaOf } from "./field.js";

const MOST_FILES = 10;

/** Files on their way by surface: a form is not sent before they have arrived. */
const going = signal({});
let last = 0;

/** How many files of a surface are on their way. @param {object} surface */
export function filesGoing(surface) {
  return (going.value[surface.key] ?? []).filter((entry) => !entry.problem).length;
}

function entriesOf(surface, block) {
  return (going.value[surface.key] ?? []).filter((entry) => entry.block === block.block_id);
}

function change(surface, edit) {
  going.value = { ...going.value, [surface.key]: edit(going.value[surface.key] ?? []) };
}

const without = (id) => (entries) => entries.filter((entry) => entry.id !== id);

async function send(surface, block, element, file) {
  last += 1;
  const id = last;
  const update = (fields) =>
    change(surface, (entries) => entries.map((entry) => (entry.id === id ? { ...entry, ...fields } : entry)));
  const { done, stop } = upload(file, { as: route.value.as }, (part) => update({ part }));
  change(surface, (entries) => [...entries, { id, block: block.block_id, file, part: 0, problem: "", stop }]);
  try {
    const answer = await done;
    change(surface, without(id));
    setValue(surface, block, element, [...valueOf(surface, block, element), answer.file]);
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    update({ part: null, problem: refused.message });
  }
}

/** A button to choose files, and a list of those chosen. */
export function FileField({ surface, block, element, field }) {
  const input = useRef(null);
  const button = useRef(null);
  const [problem, setProblem] = useState("");
  const held = valueOf(surface, block, element);
  const coming = entriesOf(surface, block);
  const most = element.max_files ?? MOST_FILES;
  const types = element.filetypes ?? [];
  const full = held.length + coming.length >= most;

  const take = (files) => {
    const wrong = types.length
      ? files.filter((file) => !types.some((type) => file.name.toLowerCase().endsWith(`.${type.toLowerCase()}`)))
      : [];
    const refused = wrong.map((file) => `${file.name} is not of a kind that is asked for (${types.join(", ")}).`);
    const fit = files.filter((file) => !wrong.includes(file));
    refused.push(...fit.map(refusalOf).filter(Boolean));
    const room = most - held.length - coming.length;
    const sent = fit.filter((file) => !refusalOf(file));
    if (sent.length > room) refused.push(`This field takes up to ${most} ${most === 1 ? "file" : "files"}.`);
    setProblem(refused.join(" "));
    for (const file of sent.slice(0, room)) send(surface, block, element, file);
  };
  const drop = (id) => {
    setValue(
      surface,
      block,
      element,
      held.filter((file) => file.id !== id),
    );
    button.current.focus();
  };
  const halt = (entry) => {
    entry.stop();
    change(surface, without(entry.id));
    button.current.focus();
  };
  const onDrop = (event) => {
    event.preventDefault();
    event.stopPropagation();
    take([...event.dataTransfer.files]);
  };
  const limits = [types.length ? types.join(", ") : "", most === 1 ? "one file" : `up to ${most} files`].filter(
    Boolean,
  );
  const aria = ariaOf(field, element, "Files");
  return html`<div class="file-field" onDragOver=${(event) => event.preventDefault()} onDrop=${onDrop}>
    ${
      (held.length > 0 || coming.length > 0) &&
      html`<ul class="composer-files" aria-label="Files">
      ${held.map((file) => html`<li key=${file.id}><${FileChip} file=${file} onRemove=${() => drop(file.id)} /></li>`)}
      ${coming.map(
        (entry) => html`<li key=${entry.id}>
          <${FileChip} file=${entry.file} part=${entry.part} problem=${entry.problem} onRemove=${() => halt(entry)} />
        </li>`,
      )}
    </ul>`
    }
    <div class="file-choose">
      <button type="button" ref=${button} id=${field?.id} class="button" aria-disabled=${full ? "true" : undefined}
        aria-describedby=${aria["aria-describedby"]} aria-labelledby=${field && `${field.labelId} ${field.id}`}
        onClick=${() => !full && input.current.click()}>Choose ${most === 1 ? "a file" : "files"}</button>
      <span class="hint">${limits.join(" · ")}</span>
    </div>
    <input ref=${input} type="file" hidden tabindex="-1" aria-hidden="true" multiple=${most > 1}
      accept=${types.map((type) => `.${type}`).join(",") || undefined} onChange=${(event) => {
        take([...event.currentTarget.files]);
        event.currentTarget.value = "";
      }} />
    <div role="alert">${problem && html`<p class="file-problem">${problem}</p>`}</div>
  </div>`;
}
