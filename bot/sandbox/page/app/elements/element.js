/** One interactive element of a block, by its type. */
import { html } from "../lib.js";
import { Button, Overflow, WorkflowButton } from "./buttons.js";
import { Choices } from "./choices.js";
import { DateField } from "./dates.js";
import { ExternalSelect } from "./external.js";
import { FileField } from "./files.js";
import { RichField } from "./rich_input.js";
import { Select } from "./selects.js";
import { TextField } from "./texts.js";

const DRAWN = {
  button: Button,
  workflow_button: WorkflowButton,
  overflow: Overflow,
  checkboxes: Choices,
  radio_buttons: Choices,
  datepicker: DateField,
  timepicker: DateField,
  datetimepicker: DateField,
  static_select: Select,
  multi_static_select: Select,
  external_select: ExternalSelect,
  multi_external_select: ExternalSelect,
  users_select: Select,
  multi_users_select: Select,
  channels_select: Select,
  multi_channels_select: Select,
  conversations_select: Select,
  multi_conversations_select: Select,
  plain_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  rich_text_input: RichField,
  file_input: FileField,
};

/** Draws an element; a kind the sandbox doesn't know is named, so that nobody looks for it in vain. */
export function Element({ surface, block, element, field = null }) {
  const Drawn = DRAWN[element.type];
  if (!Drawn) return html`<span class="unknown">The sandbox can't show this control (${element.type}).</span>`;
  return html`<${Drawn} surface=${surface} block=${block} element=${element} field=${field} />`;
}
