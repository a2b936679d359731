// <case-file>: a training that went wrong. The reader orders tests, which are laid out as evidence, and names the bug.
(() => {
  "use strict";
  const { BookElement, Memory, define, make } = window.readingDigits;

  class CaseFile extends BookElement {
    static style = `
      :host { position: relative; margin-top: 2.75rem; padding: 0; border-top: 3px solid var(--accent); border-radius: 0 .5rem .5rem .5rem; }
      h3, h4, p, ul, ol, figure { margin: 0; padding: 0; }
      h3 {
        position: absolute; bottom: 100%; left: -1px; margin-bottom: 3px; padding: .125rem 1rem; border: 1px solid var(--edge);
        border-bottom: 0; border-radius: .5rem .5rem 0 0; background: var(--panel); font: inherit; font-weight: bold;
      }
      h4 { margin: 0 0 .5rem; font-size: 1rem; font-weight: bold; }
      section { padding: 1rem; border-bottom: 1px dashed var(--edge); }
      .symptoms { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
      .symptoms > div { flex: 1 1 16rem; min-width: 0; }
      .symptoms p + p { margin-top: .5rem; }
      .lead { font-size: 1.1875rem; line-height: 1.4; }
      .picture { max-width: 100%; }
      .picture svg { height: auto; }
      svg, svg text { forced-color-adjust: none; }
      .chips { display: flex; flex-wrap: wrap; gap: .5rem; }
      .chips button { border-radius: 1.375rem; padding: .25rem 1rem; text-align: left; }
      .chips .ordered { background: var(--ground); border-style: dashed; }
      .board { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: .75rem; margin-top: .75rem; list-style: none; }
      .board:empty { display: none; }
      .board li { display: flex; flex-direction: column; gap: .5rem; min-width: 0; padding: .75rem; border: 1px solid var(--edge); border-radius: .375rem; }
      .board h4 { margin: 0; }
      .board .enough { border: 2px solid var(--right); padding: calc(.75rem - 1px); }
      .question, .waiting { color: color-mix(in srgb, var(--text) 80%, var(--ground)); }
      .figure { display: grid; place-items: center; margin: auto 0; }
      .number { font-size: 1.75rem; font-weight: bold; text-align: center; padding: 1rem 0; }
      .reading { padding-left: .75rem; border-left: 4px solid var(--edge); }
      .enough .reading { border-color: var(--right); }
      .waiting { margin-top: .75rem; padding: 1rem; border: 1px dashed var(--edge); border-radius: .375rem; }
      fieldset { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); column-gap: 1.5rem; margin: 0; padding: 0; border: 0; min-width: 0; }
      legend { margin: 0 0 .25rem; padding: 0; font-weight: bold; }
      fieldset label { display: flex; flex-wrap: nowrap; align-items: baseline; gap: .625rem; padding: .375rem 0; }
      .hand .name:enabled { background: var(--accent); border-color: var(--accent); color: var(--ground); }
      .hand { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-top: .5rem; }
      .verdict { display: grid; gap: .5rem; margin-top: .75rem; padding-left: .75rem; border-left: 4px solid var(--wrong); }
      .verdict.right { border-color: var(--right); }
      .verdict:empty { display: none; }
      .speech { margin: 0; padding: .5rem 1rem; }
      .paper { display: none; }
      @media print {
        .chips, .board, .waiting, .hand, .verdict, .speech, input[type=radio], .ordering { display: none; }
        :host { margin-top: 0; border-radius: .5rem; }
        h3 { position: static; width: max-content; margin: 0; border-width: 0 1px 1px 0; } /* a tab could be torn off */
        .paper { display: block; }
        .paper ul { padding-left: 1.25rem; }
        .answer { margin-top: .5rem; }
        section { padding: .5rem 1rem; }
        section:last-of-type { border-bottom: 0; }
        .picture svg { overflow: visible; } /* the print edition has a wider face */
        fieldset label { min-height: 0; padding: 0; }
      }
    `;

    // ---- What needs no page. A test has a `name`, and whether it is `enough`; `ordered` has places of tests. ----

    /** Some names as they stand in a sentence: “a”, “b” or “c”. */
    static listed(names) {
      const quoted = names.map((name) => `“${name}”`);
      return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
    }

    /** How many tests were ordered: "1 of 7 tests". */
    static counted(ordered, tests) {
      return `${ordered.length} of ${tests.length} tests`;
    }

    /** How far the reader is, in words. */
    static progress({ ordered, tests, named, culprit }) {
      const count = `${CaseFile.counted(ordered, tests)} ordered.`;
      const solved = named.indexOf(culprit); // what is tried after that is curiosity
      const wrong = solved < 0 ? named.length : solved;
      if (solved >= 0) return `${count} Solved${wrong ? `, after ${wrong} wrong` : ""}.`;
      return `${count} ${wrong ? `Not solved yet; ${wrong} wrong so far.` : "The bug is not named yet."}`;
    }

    /** Which test would have been enough, and what the reader did with it. */
    static enoughInWords(ordered, tests) {
      const places = tests.map((_, place) => place).filter((place) => tests[place].enough);
      const names = CaseFile.listed(places.map((place) => tests[place].name));
      const one = `One test alone is enough here: ${names}.`;
      if (ordered.length === 0) return `You named it without any test. ${one}`;
      const when = ordered.findIndex((place) => tests[place].enough) + 1;
      const count = `You ordered ${CaseFile.counted(ordered, tests)}.`;
      if (when === 0) return `${count} ${one} You did without.`;
      return `${count} ${one} ${when === 1 ? "You ordered it first." : `Your test number ${when} was the first such.`}`;
    }

    /** What the browser has kept (text, or null), as far as it fits the tests and suspects of today. */
    static fitting(kept, tests, suspects) {
      let stored = null;
      try {
        stored = JSON.parse(kept);
      } catch {
        // whatever it is, it is no file
      }
      const places = (list, all) => {
        const fits = (place, at) => Number.isInteger(place) && place in all && list.indexOf(place) === at;
        return Array.isArray(list) && list.every(fits) ? list : [];
      };
      const named = places(stored?.named, suspects);
      const last = named.includes(stored?.last) ? stored.last : (named.at(-1) ?? null);
      return { ordered: places(stored?.ordered, tests), named, last };
    }

    // ---- What is seen ----

    #file;
    #memory; // of the browser, for what was ordered and named
    #ordered = []; // places of tests, in the order in which they were ordered
    #named = []; // places of suspects, likewise
    #last = null; // the suspect whose verdict is in sight
    #chips;
    #board;
    #waiting;
    #radios;
    #name;
    #again;
    #verdict;

    get #isSolved() {
      return this.#named.includes(this.#file.culprit);
    }

    build(root, file) {
      this.#file = file;
      root.append(
        make("h3", {}, file.title),
        this.#symptoms(),
        this.#laboratory(),
        this.#results(),
        this.#accusation(),
      );
      const all = { tests: file.tests, ordered: file.tests, culprit: file.culprit };
      this.reserve(CaseFile.progress({ ...all, named: file.suspects.map((_, place) => place) }));
      this.#memory = new Memory(`reading-digits case ${file.title} ${file.symptoms[0]}`, () => this.#take(this.#kept()));
      this.#take(this.#kept());
    }

    listen() {
      this.#memory?.listen(); // the same file in another window
    }

    disconnectedCallback() {
      this.#memory?.rest();
    }

    #symptoms() {
      const { symptoms, picture, alt } = this.#file;
      const words = symptoms.map((symptom, place) => make("p", { class: place ? "" : "lead" }, symptom));
      const parts = [make("div", {}, make("h4", {}, "Symptoms"), ...words)];
      if (picture) parts.push(this.#picture(picture, alt));
      return make("section", { class: "symptoms" }, ...parts);
    }

    /** A figure that was drawn beforehand: an SVG, which is no HTML. */
    #picture(svg, alt) {
      const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
      for (const part of [drawn, ...drawn.querySelectorAll("[style]")]) {
        const style = part.getAttribute("style");
        if (style) part.style.cssText = style; // a server may forbid the attribute alone
      }
      drawn.setAttribute("role", "img");
      drawn.setAttribute("aria-label", alt);
      return make("div", { class: "picture" }, drawn);
    }

    #laboratory() {
      this.#chips = this.#file.tests.map((test, place) =>
        make("button", { type: "button", click: () => this.#order(place) }, test.name),
      );
      this.#board = make("ol", { class: "board", role: "list", reversed: true, "aria-label": "Evidence", "aria-live": "polite" });
      this.#waiting = make("p", { class: "waiting" }, "Results are laid out here, the latest one first.");
      const chips = make("div", { class: "chips", role: "group", "aria-label": "Tests" }, ...this.#chips);
      return make("section", { class: "ordering" }, make("h4", {}, "Order a test"), chips, this.#waiting, this.#board);
    }

    #accusation() {
      const change = () => {
        this.#name.disabled = false;
      };
      this.#radios = this.#file.suspects.map((_, value) => make("input", { type: "radio", name: "suspect", value, change }));
      const labels = this.#file.suspects.map(({ name }, place) => make("label", {}, this.#radios[place], make("span", {}, name)));
      const click = () => this.#accuse(this.#radios.findIndex((radio) => radio.checked));
      this.#name = make("button", { type: "button", class: "name", click }, "Name it");
      this.#again = make("button", { type: "button", click: () => this.#close() }, "Start again");
      this.#verdict = make("div", { class: "verdict", "aria-live": "polite" });
      const field = make("fieldset", {}, make("legend", {}, "Name the bug"), ...labels);
      const note = make("span", { class: "help" }, "This browser keeps the case as you leave it.");
      const hand = make("div", { class: "hand" }, this.#name, this.#again, note);
      return make("section", {}, field, hand, this.#verdict, this.#answer());
    }

    /** The answer, which stands on paper alone. */
    #answer() {
      const { name, reason } = this.#file.suspects[this.#file.culprit];
      return make("p", { class: "paper answer" }, make("strong", {}, "Answer: "), `${name} ${reason}`);
    }

    /** What stands on paper, where nothing can be ordered: the results of all tests. */
    #results() {
      const results = this.#file.tests.map(({ name, result, alt }) =>
        make("li", {}, make("strong", {}, `${name}. `), [result, alt].filter(Boolean).join(" ")),
      );
      return make("section", { class: "paper" }, make("h4", {}, "The results of all tests"), make("ul", {}, ...results));
    }

    /** The card of a test that was ordered; the latest stands first. */
    #card(place) {
      return this.#board.children[this.#ordered.length - 1 - this.#ordered.indexOf(place)];
    }

    #order(place) {
      if (this.#ordered.includes(place)) {
        this.#card(place).focus(); // its result is there already
        return;
      }
      this.#ordered.push(place);
      this.#show();
      this.#keep();
      this.#card(place).scrollIntoView({ block: "nearest" });
    }

    #accuse(place) {
      if (!this.#named.includes(place)) this.#named.push(place);
      this.#last = place;
      this.#show();
      this.#showVerdict();
      this.#keep();
    }

    #close() {
      this.#take({ ordered: [], named: [], last: null });
      this.#keep();
      this.#chips[0].focus(); // "Start again" is disabled now and would lose the focus
    }

    #kept() {
      return CaseFile.fitting(this.#memory.text, this.#file.tests, this.#file.suspects);
    }

    #keep() {
      this.#memory.keep(this.#state);
    }

    get #state() {
      return JSON.stringify({ ordered: this.#ordered, named: this.#named, last: this.#last });
    }

    /** Lay out the file as it was left, here or in another window. */
    #take({ ordered, named, last }) {
      if (this.#state === JSON.stringify({ ordered, named, last }) && ordered.length) return; // it lies here like that
      this.#ordered = ordered;
      this.#named = named;
      this.#last = last;
      this.#radios.forEach((radio, place) => {
        radio.checked = place === last;
      });
      this.#board.replaceChildren();
      this.#verdict.replaceChildren();
      this.#show();
      if (last !== null) this.#showVerdict();
    }

    /** Bring everything but the verdict to what was ordered and named. */
    #show() {
      const { tests, culprit } = this.#file;
      this.#chips.forEach((chip, place) => {
        const number = this.#ordered.indexOf(place) + 1;
        chip.className = number ? "ordered" : "";
        chip.textContent = number ? `${number} ✓ ${tests[place].name}` : tests[place].name;
      });
      const laid = this.#board.children.length;
      const more = this.#ordered.slice(laid).map((place, later) => this.#evidence(place, laid + later + 1));
      this.#board.prepend(...more.reverse());
      if (this.#isSolved) this.#read();
      this.#waiting.hidden = this.#ordered.length > 0;
      this.#name.disabled = !this.#radios.some((radio) => radio.checked);
      this.#again.disabled = this.#ordered.length + this.#named.length === 0;
      this.say(CaseFile.progress({ tests, ordered: this.#ordered, named: this.#named, culprit }));
    }

    /** A result on the board. */
    #evidence(place, number) {
      const test = this.#file.tests[place];
      const parts = [make("h4", {}, `${number}. ${test.name}`), make("p", { class: "question" }, test.question)];
      if (test.picture) parts.push(make("div", { class: "figure" }, this.#picture(test.picture, test.alt)));
      else if (test.number) parts.push(make("p", { class: "number", "aria-hidden": "true" }, test.number));
      return make("li", { tabindex: "-1" }, ...parts, make("p", {}, test.result));
    }

    /** Say on the board what each result has told, now that it gives nothing away. */
    #read() {
      this.#ordered.forEach((place) => {
        const { reading, enough } = this.#file.tests[place];
        const card = this.#card(place);
        if (card.querySelector(".reading")) return;
        const mark = enough ? make("strong", {}, "✓ Enough by itself. ") : "";
        card.append(make("p", { class: "reading" }, mark, reading));
        if (enough) card.classList.add("enough");
      });
    }

    #showVerdict() {
      const place = this.#last;
      const { suspects, culprit, tests } = this.#file;
      const isRight = place === culprit;
      const found = make("p", {}, make("strong", {}, isRight ? "✓ That is it. " : "✗ Not this one. "), suspects[place].reason);
      this.#verdict.className = isRight ? "verdict right" : "verdict";
      this.#verdict.replaceChildren(found);
      if (isRight) this.#verdict.append(make("p", {}, CaseFile.enoughInWords(this.#ordered, tests)));
    }
  }

  define("case-file", CaseFile);
})();
