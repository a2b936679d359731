// What all elements of the book share. Each output brings this script along; the first one on a page counts.
window.readingDigits ||= (() => {
  "use strict";

  // The colors are those of the surrounding page: the book's theme, JupyterLab's, or the system's.
  const STYLE = `
    :host {
      --text: var(--pst-color-text-base, var(--jp-content-font-color1, CanvasText));
      --ground: var(--pst-color-background, var(--jp-layout-color0, Canvas));
      --panel: var(--pst-color-surface, var(--jp-layout-color2, Canvas));
      --line: var(--pst-color-text-muted, var(--jp-content-font-color2, GrayText));
      --accent: var(--pst-color-primary, var(--jp-brand-color1, LinkText));
      --right: var(--pst-color-success, var(--jp-success-color1, CanvasText));
      --wrong: var(--pst-color-danger, var(--jp-error-color1, CanvasText));
      display: block; box-sizing: border-box; max-width: 44rem; margin: 0 0 1rem; padding: .75rem;
      border: 1px solid var(--line); border-radius: .5rem;
      background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
      font-variant-numeric: tabular-nums;
    }
    :host([hidden]) { display: none; }
    *, *::before, *::after { box-sizing: inherit; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 .5rem; }
    .status { margin: .5rem 0 0; min-height: 1.5em; }
    .hidden { position: absolute; width: 1px; height: 1px; min-height: 0; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    label { display: inline-flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; min-height: 2.75rem; }
    button, select, input[type=number] {
      min-height: 2.75rem; min-width: 2.75rem; padding: .25rem .75rem; font: inherit; color: inherit;
      background: var(--panel); border: 1px solid var(--line); border-radius: .375rem;
    }
    button { cursor: pointer; }
    button:disabled { opacity: .5; cursor: default; }
    button[aria-pressed=true] { background: var(--accent); color: var(--ground); }
    input[type=range] { min-height: 2.75rem; width: 11rem; max-width: 100%; accent-color: var(--accent); margin: 0; }
    input[type=checkbox] { width: 1.5rem; height: 1.5rem; accent-color: var(--accent); margin: 0; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    table { border-collapse: collapse; }
    th, td { padding: .125rem .375rem; text-align: right; font-weight: normal; border: 0; }
    canvas, img, svg { display: block; max-width: 100%; }
    @media (forced-colors: active) {
      :host {
        --text: CanvasText; --ground: Canvas; --panel: Canvas; --line: CanvasText;
        --accent: Highlight; --right: CanvasText; --wrong: CanvasText;
      }
      button[aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
    }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
  `;

  /** Make an HTML element; attributes that are functions listen to the event of their name. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /** The same for SVG. */
  function draw(tag, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** Whole bytes from base64. */
  const bytes = (text) => {
    const letters = atob(text);
    const whole = new Uint8Array(letters.length);
    for (let k = 0; k < letters.length; k++) whole[k] = letters.charCodeAt(k);
    return whole;
  };

  /** A number in words: fixed places, with a true minus sign. */
  const number = (value, places = 2) => {
    const text = Number.isFinite(value) ? value.toFixed(places) : value > 0 ? "∞" : value < 0 ? "-∞" : "not a number";
    return (/^-[0.]*$/.test(text) ? text.slice(1) : text).replace("-", "−");
  };

  /** Probabilities of logits (an array of numbers), at a temperature. */
  function softmax(logits, temperature = 1) {
    const largest = Math.max(...logits);
    const powers = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }

  /** Base class: an open shadow root, the data of the attribute `data`, and a status line. */
  class BookElement extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.attachShadow({ mode: "open" }).append(make("style", {}, STYLE + (this.constructor.style || "")));
      this.status = make("p", { class: "status", role: "status" });
      this.build(this.shadowRoot, JSON.parse(this.getAttribute("data") || "{}"));
      this.shadowRoot.append(this.status);
    }

    /** Say a result in words, once nothing has changed for a moment; a screen reader reads it out. */
    say(sentence) {
      clearTimeout(this.saying);
      this.saying = setTimeout(() => {
        if (this.status.textContent !== sentence) this.status.textContent = sentence;
      }, 300);
    }
  }

  const define = (tag, element) => customElements.get(tag) || customElements.define(tag, element);

  return { BookElement, bytes, define, draw, make, number, softmax };
})();
