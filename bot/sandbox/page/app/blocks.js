/** Block Kit: a list of blocks on a surface (a message, a modal or the Home). */
import { FieldError } from "./field_error.js";
import { fileAddress } from "./api.js";
import { Element } from "./elements/element.js";
import { classes, html, useId } from "./lib.js";
import { Markdown } from "./markdown.js";
import { Link, TextObject, plain } from "./mrkdwn_view.js";
import { Picture } from "./picture.js";
import { RichText } from "./rich_text.js";
import { route } from "./store.js";
import { Table } from "./table.js";

/** Where a picture of the app's lies: at an address, or as a file in the workspace. */
function addressOf({ image_url: url, slack_file: file }) {
  const id = file?.id ?? /-(F[A-Z0-9]+)\//.exec(file?.url ?? "")?.[1];
  return id ? fileAddress(id, route.value.as) : url;
}

function Section({ surface, block }) {
  const { accessory } = block;
  const picture = accessory?.type === "image";
  return html`<div class=${classes("section", accessory && !picture && "has-control", picture && "has-picture")}>
    <div class="section-words">
      <${TextObject} text=${block.text} />
      ${
        block.fields &&
        html`<div class="fields">
        ${block.fields.map((text) => html`<div class="section-field"><${TextObject} text=${text} /></div>`)}
      </div>`
      }
    </div>
    ${
      accessory &&
      html`<div class="accessory">
      ${
        picture
          ? html`<${Picture} url=${addressOf(accessory)} alt=${plain({ text: accessory.alt_text })} />`
          : html`<${Element} surface=${surface} block=${block} element=${accessory} />`
      }
    </div>`
    }
  </div>`;
}

function Context({ block }) {
  return html`<div class="context">
    ${block.elements.map((element) =>
      element.type === "image"
        ? html`<${Picture} url=${addressOf(element)} alt=${plain({ text: element.alt_text })} small />`
        : html`<div class="context-words"><${TextObject} text=${element} /></div>`,
    )}
  </div>`;
}

function Actions({ surface, block }) {
  return html`<div class="actions">
    ${block.elements.map(
      (element) => html`<${Element} key=${element.action_id} surface=${surface} block=${block} element=${element} />`,
    )}
  </div>`;
}

function Input({ surface, block }) {
  const id = useId();
  const error = surface.errors?.[block.block_id];
  const group = ["checkboxes", "radio_buttons", "rich_text_input"].includes(block.element.type);
  const described = classes(error && `${id}-error`, block.hint && `${id}-hint`);
  const field = {
    id: `${id}-field`,
    labelId: `${id}-label`,
    describedBy: described,
    invalid: Boolean(error),
    required: !block.optional,
  };
  const words = html`${plain(block.label)}${block.optional && html`<span class="optional"> (optional)</span>`}`;
  return html`<div class=${classes("input-block", error && "has-error")} data-block=${block.block_id}>
    ${
      group
        ? html`<div class="label" id=${field.labelId}>${words}</div>`
        : html`<label class="label" id=${field.labelId} for=${field.id}>${words}</label>`
    }
    <${Element} surface=${surface} block=${block} element=${block.element} field=${field} />
    ${error && html`<${FieldError} id=${`${id}-error`} words=${error} />`}
    ${block.hint && html`<p class="hint" id=${`${id}-hint`}>${plain(block.hint)}</p>`}
  </div>`;
}

function Header({ surface, block }) {
  const words = plain(block.text);
  return surface.kind === "message"
    ? html`<h4 class="header-block">${words}</h4>`
    : html`<h3 class="header-block">${words}</h3>`;
}

function Image({ block }) {
  return html`<figure class="image-block">
    ${block.title && html`<figcaption>${plain(block.title)}</figcaption>`}
    <${Picture} url=${addressOf(block)} alt=${plain({ text: block.alt_text })} />
  </figure>`;
}

function Video({ block }) {
  const title = plain(block.title);
  return html`<figure class="image-block video-block">
    <figcaption>${block.author_name && html`<span>${block.author_name} · </span>`}<${Link}
      url=${block.title_url ?? block.video_url}>${title}<//></figcaption>
    ${block.description && html`<p>${plain(block.description)}</p>`}
    <${Picture} url=${block.thumbnail_url} alt=${plain({ text: block.alt_text })} />
  </figure>`;
}

const DRAWN = {
  section: Section,
  context: Context,
  actions: Actions,
  input: Input,
  header: Header,
  image: Image,
  divider: () => html`<hr class="divider" />`,
  rich_text: RichText,
  table: Table,
  markdown: ({ block }) => html`<${Markdown} text=${block.text} />`,
  video: Video,
};

function Block({ surface, block }) {
  const Drawn = DRAWN[block.type];
  if (!Drawn) return html`<p class="unknown">The sandbox can't show this block (${block.type}).</p>`;
  return html`<${Drawn} surface=${surface} block=${block} />`;
}

/**
 * @param {{surface: {kind: "message"|"view"|"home", key: string, container: object, blocks: object[],
 *   errors?: Record<string, string>}}} props
 */
export function Blocks({ surface }) {
  return html`<div class="blocks">
    ${surface.blocks.map(
      (block, index) => html`<${Block} key=${block.block_id ?? index} surface=${surface} block=${block} />`,
    )}
  </div>`;
}
