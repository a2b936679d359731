// What all elements of the book share. Each output brings this script along; the first one on a page counts.
window.readingDigits ||= (() => {
  "use strict";

  const PAUSE = 300; // milliseconds without a change until a result is spoken

  // The colors are those of the surrounding page: the book's theme, JupyterLab's, or the system's.
  const STYLE = `
    :host {
      --text: var(--pst-color-text-base, var(--jp-content-font-color1, CanvasText));
      --ground: var(--pst-color-background, var(--jp-layout-color0, Canvas));
      --panel: var(--pst-color-surface, var(--jp-layout-color2, Canvas));
      --line: var(--pst-color-text-muted, var(--jp-content-font-color2, GrayText));
      --edge: var(--pst-color-border, var(--jp-border-color2, GrayText));
      --rim: color-mix(in srgb, var(--line) 40%, var(--edge)); /* of what can be operated, and around pictures */
      --accent: var(--pst-color-primary, var(--jp-brand-color1, LinkText));
      --input: var(--figure-0072b2, #0072b2); --input-area: var(--figure-d6e8f3, #d6e8f3);
      --weight: var(--figure-8f6300, #8f6300); --weight-area: var(--figure-e69f00, #e69f00);
      --activation: var(--figure-009e73, #009e73); --activation-area: var(--figure-cdebe2, #cdebe2);
      --prediction: var(--figure-b0508a, #b0508a); --prediction-area: var(--figure-f5e0ec, #f5e0ec);
      --truth: var(--figure-555555, #555555); --truth-area: var(--figure-eeeeee, #eeeeee);
      --error: var(--figure-b84a00, #b84a00); --error-area: var(--figure-fae0d0, #fae0d0);
      --right: var(--pst-color-success, var(--jp-success-color1, CanvasText));
      --wrong: var(--pst-color-danger, var(--jp-error-color1, CanvasText));
      display: block; box-sizing: border-box; max-width: var(--column, 44rem); margin: 0 0 1rem; padding: .75rem;
      border: 1px solid var(--edge); border-radius: .5rem;
      background: var(--ground); color: var(--text);
      font: 1rem/1.5 var(--font-text, var(--jp-content-font-family, system-ui, sans-serif));
      font-variant-numeric: tabular-nums; overflow-wrap: break-word;
    }
    :host([hidden]) { display: none; }
    *, *::before, *::after { box-sizing: inherit; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 .5rem; }
    .speech { display: grid; margin: .5rem 0 0; }
    .speech > * { grid-area: 1 / 1; margin: 0; min-width: 0; min-height: 1.5em; }
    .reserved { visibility: hidden; }
    @media print {
      :host { print-color-adjust: exact; }
      .reserved { display: none; }
      fieldset, figure, table { break-inside: avoid; }
    }
    .hidden { position: absolute; width: 1px; height: 1px; min-height: 0; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    label { display: inline-flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; min-height: 2.75rem; }
    button, select, input[type=number] {
      min-height: 2.75rem; min-width: 2.75rem; padding: .25rem .75rem; font: inherit; color: inherit;
      background: var(--panel); border: 1px solid var(--rim); border-radius: .5rem;
    }
    select { /* an angle of the page's own, the same on all systems */
      appearance: none; padding-right: 2rem;
      background: conic-gradient(from -45deg at 50% 100%, var(--line) 90deg, transparent 0) right .75rem center / .75rem .375rem no-repeat var(--panel);
    }
    button { border-radius: 1.375rem; }
    button:enabled:hover, select:hover { border-color: var(--accent); }
    .help, .status, .speech > .reserved { font-size: .9375rem; color: color-mix(in srgb, var(--text) 72%, var(--ground)); }
    button { cursor: pointer; touch-action: manipulation; } /* two quick taps are two, and do not enlarge the page */
    button:disabled:disabled { /* twice: whatever color it has when it can be pressed */
      background: none; border-color: var(--edge); color: var(--line); cursor: default;
    }
    button[aria-pressed=true] { background: var(--accent); color: var(--ground); }
    input[type=range] { min-height: 2.75rem; width: 11rem; max-width: 100%; accent-color: var(--accent); margin: 0; }
    input[type=radio] { /* drawn, since those of some systems look chosen, or as if they could not be */
      appearance: none; flex: none; display: grid; place-content: center; align-self: start; translate: 0 .125rem;
      width: 1.5rem; height: 1.5rem; margin: 0; border: 2px solid var(--line); border-radius: 50%;
      background: var(--ground); cursor: inherit;
    }
    input[type=radio]:checked { border-color: var(--accent); }
    input[type=radio]:checked::before { content: ""; width: .625rem; height: .625rem; border-radius: 50%; background: var(--accent); }
    input[type=radio]:disabled:not(:checked) { border-color: var(--edge); }
    input[type=checkbox] { width: 1.5rem; height: 1.5rem; accent-color: var(--accent); margin: 0; }
    /* What a control or a mark stands for: its color and, beside its name, the shape that it has in figures. */
    .of-input { --thing: var(--input); --area: var(--input-area); }
    .of-weight { --thing: var(--weight); --area: var(--weight-area); }
    .of-activation { --thing: var(--activation); --area: var(--activation-area); }
    .of-prediction { --thing: var(--prediction); --area: var(--prediction-area); }
    .of-truth { --thing: var(--truth); --area: var(--truth-area); }
    .of-error { --thing: var(--error); --area: var(--error-area); }
    input[class^="of-"] { accent-color: var(--thing); }
    .of-nothing { --thing: var(--text); } /* a setting that is none of the six */
    .thing { white-space: nowrap; }
    .thing::before {
      content: ""; display: inline-block; width: .75em; height: .75em; margin-right: .4em; vertical-align: -.03em;
      border: 2px solid var(--thing); background: var(--area);
    }
    .thing.of-weight::before { width: 1.25em; border-radius: 1em; }
    .thing.of-activation::before { border-radius: 50%; }
    .thing.of-prediction::before { width: .9em; height: .9em; border-width: 4px; border-radius: 50%; }
    .thing.of-truth::before { border-style: double; border-width: 3px; }
    .thing.of-error::before { width: .9em; height: .9em; border-style: dashed; border-radius: 50%; }
    .readout { font-size: 1.75rem; font-weight: 700; line-height: 1.2; white-space: nowrap; } /* a result, to be read at a glance */
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    table { border-collapse: collapse; }
    th, td { padding: .125rem .375rem; text-align: right; font-weight: normal; border: 0; }
    canvas { filter: var(--figure-image, none); } /* ink is light on a dark page, as in figures */
    .image-filter { position: absolute; }
    canvas, img, svg { display: block; max-width: 100%; }
    svg { letter-spacing: normal; word-spacing: normal; } /* its words have the room of the drawing */
    @media (hover: none) { .help { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
    @media (forced-colors: active) {
      :host {
        --input: CanvasText; --weight: CanvasText; --activation: CanvasText; --prediction: Highlight;
        --truth: CanvasText; --error: CanvasText; --input-area: Canvas; --weight-area: Canvas;
        --activation-area: Canvas; --prediction-area: Canvas; --truth-area: Canvas; --error-area: Canvas;
        --text: CanvasText; --ground: Canvas; --panel: Canvas; --line: CanvasText; --edge: CanvasText; --rim: CanvasText;
        --accent: Highlight; --right: CanvasText; --wrong: CanvasText;
      }
      select, input[type=radio] { appearance: auto; }
      button[aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
    }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
  `;

  /** Make an HTML element; attributes that are functions listen to the event of their name. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (name === "style") element.style.cssText = value; // a server may forbid the attribute, not this
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

  /** The name of one of the six things that have colors, such as "weight", behind the shape that it has in figures. */
  function thing(kind, ...words) {
    return make("span", { class: `thing of-${kind}` }, ...words);
  }

  /** Text in which `backticks` enclose code, as parts for an element; the rest is set as in print. */
  function marked(text) {
    const inPrint = (words) => words.replace(/(\w)'/g, "$1’").replace(/(\d) %/g, "$1\u00a0%");
    return text.split(/`(.+?)`/).map((part, place) => (place % 2 ? make("code", {}, part) : inPrint(part)));
  }

  const sheets = new Map(); // by their text

  /** Give a shadow root its style. A server may forbid <style>, but not a style sheet that a script has made. */
  function dress(root, style) {
    try {
      if (!sheets.has(style)) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        sheets.set(style, sheet);
      }
      root.adoptedStyleSheets = [sheets.get(style)];
    } catch {
      root.append(make("style", {}, style)); // browsers before 2023
    }
  }

  /** The page's filter of images in the dark, if it has one, once more: a root sees none but its own. */
  function imageFilter() {
    return [...document.querySelectorAll("svg.image-filter")].slice(0, 1).map((filter) => filter.cloneNode(true));
  }

  /**
   * Base class of the elements. A script extends it with `build(root, data)`, which fills the open shadow root from
   * the data of the attribute `data`, and says something in words. `status` is the paragraph where they stand. It may
   * have a `listen()`, called each time that it comes into a page, after it was built.
   */
  class BookElement extends HTMLElement {
    #isBuilt = false;
    #waiting; // the timer of what is to be said
    #speech;

    /** A page of the book has its elements built one after the other, so that it answers in between: next_element.js. */
    connectedCallback() {
      if (window.elementsToBuild && !this.shadowRoot) window.elementsToBuild.push(this);
      else this.comeAlive();
    }

    /** Be there for the reader: built, if this is the first time. */
    comeAlive() {
      if (!this.isConnected) return;
      if (this.dataset.live) this.dispatchEvent(new Event("live", { bubbles: true })); // see live.js
      if (!this.shadowRoot) this.#fill();
      this.listen?.();
    }

    #fill() {
      const root = this.attachShadow({ mode: "open" });
      dress(root, STYLE + (this.constructor.style || ""));
      this.status = make("p", { class: "status", role: "status" });
      this.#speech = make("div", { class: "speech" }, this.status);
      try {
        this.build(root, JSON.parse(this.getAttribute("data") || "{}"));
      } catch (error) {
        root.replaceChildren(make("slot")); // what is seen where scripts do not run
        throw error;
      }
      root.append(this.#speech, ...imageFilter());
      this.#isBuilt = true;
    }

    /**
     * Say a result in words, which a screen reader reads out: at once while the element is built, for then it need
     * not be spoken, and later once nothing has changed for a moment.
     */
    say(sentence) {
      clearTimeout(this.#waiting);
      if (this.#isBuilt) this.#waiting = setTimeout(() => this.#write(sentence), PAUSE);
      else this.#write(sentence);
    }

    /** Say a sentence at once, where what was said before is no longer true. */
    sayAtOnce(sentence) {
      clearTimeout(this.#waiting);
      this.#write(sentence);
    }

    /** Keep room for sentences that may be said later, at any width, so that nothing moves when they are. */
    reserve(...sentences) {
      const lines = sentences.map((sentence) => make("p", { class: "reserved", "aria-hidden": "true" }, sentence));
      this.#speech.append(...lines);
    }

    #write(sentence) {
      if (this.status.textContent !== sentence) this.status.textContent = sentence;
    }
  }

  /** Define an element, unless an output before this one has done so. */
  function define(tag, element) {
    if (!customElements.get(tag)) customElements.define(tag, element);
  }

  return { BookElement, define, draw, make, marked, thing };
})();
