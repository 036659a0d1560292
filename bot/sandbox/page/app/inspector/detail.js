/** One exchange in full. */
import { Refusal, getExchange } from "../api.js";
import { Icon } from "../icons.js";
import { html, useEffect, useRef, useState } from "../lib.js";
import { copy } from "../message_tools.js";
import { wentWell } from "./exchanges.js";

function pretty(part) {
  if (typeof part !== "string") return JSON.stringify(part, null, 2) ?? "";
  try {
    return JSON.stringify(JSON.parse(part), null, 2);
  } catch {
    return part;
  }
}

function factsOf({ direction, ms, summary }) {
  const way = direction === "call" ? "Call by the app" : "Delivery to the app";
  return [way, `${ms} ms`, summary].filter(Boolean);
}

function Part({ title, body }) {
  const id = `exchange-${title.toLowerCase()}`;
  const words = pretty(body);
  return html`<div class="exchange-part">
    <div class="exchange-part-head">
      <h4 id=${id}>${title}</h4>
      ${
        words &&
        html`<button type="button" class="button button-small" aria-label=${`Copy the ${title.toLowerCase()}`}
        onClick=${() => copy(words, `The ${title.toLowerCase()} was copied.`)}><${Icon} name="copy" />Copy</button>`
      }
    </div>
    ${
      words
        ? html`<pre class="code-block exchange-body" tabindex="0" aria-labelledby=${id}
            role="region"><code>${words}</code></pre>`
        : html`<p class="panel-note">There was none.</p>`
    }
  </div>`;
}

/** @param {{exchange: object, onBack: () => void}} props */
export function Detail({ exchange, onBack }) {
  const [whole, setWhole] = useState(null);
  const [problem, setProblem] = useState("");
  const back = useRef(null);
  useEffect(() => {
    back.current.focus();
    let current = true;
    getExchange(exchange.n).then(
      (answer) => current && setWhole(answer),
      (refused) => {
        if (!(refused instanceof Refusal)) throw refused;
        if (current) setProblem(refused.message);
      },
    );
    return () => {
      current = false;
    };
  }, [exchange.n]);
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onBack();
  };
  return html`<div class="exchange-detail" onKeyDown=${onKeyDown}>
    <button type="button" ref=${back} class="button button-small" onClick=${onBack}>
      <${Icon} name="back" />All traffic
    </button>
    <h3 class="exchange-title">${exchange.name}</h3>
    <p class="exchange-facts">
      <${Status} exchange=${exchange} />${` · ${factsOf(exchange).join(" · ")}`}
    </p>
    <div role="alert">${problem && html`<p class="file-problem">${problem}</p>`}</div>
    ${
      whole &&
      html`<${Part} title="Request" body=${whole.request} />
    <${Part} title="Response" body=${whole.response} />`
    }
  </div>`;
}

/** How an exchange ended, in a word; what went wrong is marked by a sign as well as by colour. */
export function Status({ exchange }) {
  const well = wentWell(exchange);
  return html`<span class=${well ? "exchange-status" : "exchange-status is-bad"}>${
    !well && html`<span aria-hidden="true">! </span>`
  }${exchange.status}</span>`;
}
