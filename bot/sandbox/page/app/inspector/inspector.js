/** The inspector beside the conversation: raw traffic, and faults to order. */
import { Icon } from "../icons.js";
import { html, signal, useEffect, useRef } from "../lib.js";
import { showInspector } from "../visit.js";
import { inspectorCovers, route } from "../store.js";
import { clearFaults, faultWords, orders } from "./faults_on_order.js";
import { FaultsView } from "./faults_view.js";
import { TrafficView } from "./traffic_view.js";

const TABS = [
  ["traffic", "Traffic"],
  ["faults", "Faults"],
];

const tab = signal("traffic");

function Tabs() {
  const onKeyDown = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    tab.value = tab.value === "traffic" ? "faults" : "traffic";
    event.currentTarget.querySelector(`[data-tab=${tab.value}]`).focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Inspector" onKeyDown=${onKeyDown}>
    ${TABS.map(([name, label]) => {
      const here = tab.value === name;
      const count = name === "faults" ? orders.value.length : 0;
      return html`<button type="button" key=${name} role="tab" id=${`inspector-tab-${name}`} data-tab=${name}
        class=${here ? "tab tab-current" : "tab"} aria-selected=${here ? "true" : "false"}
        aria-controls="inspector-panel"
        tabindex=${here ? "0" : "-1"} onClick=${() => {
          tab.value = name;
        }}>
        ${label}${count > 0 && html` <span class="count">${count}<span class="unseen"> on order</span></span>`}
      </button>`;
    })}
  </div>`;
}

export function Inspector() {
  const root = useRef(null);
  useEffect(() => {
    const opener = document.activeElement;
    root.current.querySelector('[role="tab"][tabindex="0"]').focus();
    return () => opener?.isConnected && opener.focus();
  }, []);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    showInspector(false);
  };
  return html`<${inspectorCovers.value ? "main" : "aside"} class="inspector" ref=${root} aria-label="Inspector"
    onKeyDown=${onKeyDown}>
    <header class="pane-head">
      <h2 class="unseen">Inspector</h2>
      <${Tabs} />
      <button type="button" class="icon-button inspector-close" aria-label="Close the inspector"
        onClick=${() => showInspector(false)}><${Icon} name="close" /></button>
    </header>
    <div class="inspector-body" role="tabpanel" id="inspector-panel" aria-labelledby=${`inspector-tab-${tab.value}`}>
      ${tab.value === "traffic" ? html`<${TrafficView} />` : html`<${FaultsView} />`}
    </div>
  <//>`;
}

/** Opens and closes the inspector. */
export function InspectorButton() {
  const on = route.value.panel === "inspector";
  return html`<button type="button" class=${on ? "icon-button bar-inspector is-open" : "icon-button bar-inspector"}
    aria-label="Inspector" title="Inspector: traffic and faults" aria-pressed=${on ? "true" : "false"}
    onClick=${() => showInspector(!on)}><${Icon} name="pulse" /></button>`;
}

function saying([first, ...others]) {
  const count = others.length + 1;
  const which = faultWords(first);
  return others.length ? `${count} faults are on order. ${which}, and more.` : `A fault is on order. ${which}.`;
}

/** Says in every window that something will go wrong on purpose. */
export function FaultBanner() {
  const { length } = orders.value;
  const show = () => {
    tab.value = "faults";
    showInspector(true);
  };
  return html`<div role="status" class="banner-place">
    ${
      length > 0 &&
      html`<p class="banner banner-fault">
      <span>${saying(orders.value)}</span>
      <button type="button" class="link-button" onClick=${show}>Show</button>
      <button type="button" class="link-button" onClick=${clearFaults}>Clear all</button>
    </p>`
    }
  </div>`;
}
