// <blind-reading>: hard digits, one after the other and without labels; then the reader's answers beside the model's.
(() => {
  "use strict";
  const { BookElement, bytes, define, make, oneDigit, paintInk, thing, unpackImage } = window.readingDigits;

  const SIDE = 28; // pixels
  const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
  const NONE = "You have read none of them. All answers are shown.";

  /** `given` has the reader's answers so far, in the order of the digits; `isReading` is false once all is shown. */
  class BlindReading extends BookElement {
    static style = `
      :host { display: flex; flex-direction: column; }
      p { margin: 0; }
      canvas { border: 1px solid #b8b8b8; image-rendering: pixelated; }
      .panel { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; }
      .panel canvas { width: 252px; align-self: flex-start; }
      .panel > div { flex: 1 1 15rem; max-width: 22rem; }
      .panel p { margin: 0 0 .5rem; }
      .place { font-weight: bold; }
      progress { /* drawn, since Firefox's own is white in the dark, and looks full */
        appearance: none; display: block; width: 100%; height: .5rem; margin: 0 0 .75rem; overflow: hidden;
        border: 1px solid var(--rim); border-radius: .25rem; background: var(--panel);
      }
      progress::-webkit-progress-bar { background: none; }
      progress::-webkit-progress-value { background: var(--accent); } /* not in one rule: a browser drops what it does not know */
      progress::-moz-progress-bar { background: var(--accent); }
      @media (forced-colors: active) { progress { appearance: auto; } }
      .keys { display: grid; grid-template-columns: repeat(5, minmax(2.75rem, 1fr)); gap: .5rem; margin: 0 0 1rem; }
      .keys button { padding: .25rem; font-size: 1.125rem; }
      .panel .row { margin: 0 0 .75rem; }
      .again { margin: 0; }
      .verdict { margin: 0 0 .5rem; font-size: 1.1875rem; line-height: 1.4; }
      .verdict:focus { outline: none; }
      .verdict:focus-visible { outline: 3px solid var(--accent); }
      table { margin: 0 0 1rem; }
      th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--edge); }
      th:first-child { padding-left: 0; text-align: left; }
      td { white-space: nowrap; }
      tr:last-child > * { border-bottom: 0; font-weight: bold; }
      .tiles {
        display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 1rem .5rem;
        margin: 0 0 1rem; padding: 0; list-style: none;
      }
      li { min-width: 0; margin: 0; font-size: .875rem; line-height: 1.5; }
      li canvas { width: 84px; margin-bottom: .25rem; }
      li p { display: flex; gap: .25em; white-space: nowrap; }
      li p > :first-child { min-width: 4.4em; }
      .apart canvas { outline: 3px dashed var(--error); outline-offset: 1px; }
      .wrong { color: var(--wrong); }
      .sure { color: color-mix(in srgb, var(--text) 72%, var(--ground)); }
      .number, .answers { display: none; }
      :host([reading]) .results { display: none; }
      :host(:not([reading])) .panel { display: none; }
      :host(:not([reading])) .speech { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      @media (max-width: 30rem) {
        .panel { gap: .5rem; }
        .panel canvas { width: 168px; margin: 0 auto; }
        .panel > div { flex-basis: 100%; max-width: none; }
        .tiles { grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); }
        th, td { padding: .25rem .5rem; }
      }
      @media print { /* a sheet to be read with a pencil; the answers stand on their head */
        .panel, .again, .speech { display: none; }
        :host([reading]) .results { display: block; }
        :host([reading]) :is(.verdict, table, li p) { display: none; }
        :host([reading]) :is(.number, .answers) { display: block; }
        .answers { font-size: .75em; rotate: 180deg; }
        li { break-inside: avoid; }
      }
    `;

    // ---- What needs no page. An item has a `label`, the model's `answer`, its `confidence`, and its `index`. ----

    /** The digits in the data of the element, in the order in which they are read. */
    static items({ labels, answers, confidences, indices }) {
      return labels.map((label, place) => ({
        place,
        label,
        answer: answers[place],
        confidence: confidences[place] / 1000,
        index: indices[place],
      }));
    }

    /** What is counted of the digits that were read: those that the model got wrong, those it got right, and all. */
    static score(items, given) {
      const read = items.slice(0, given.length);
      const count = (among) => ({
        all: among.length,
        you: among.filter(({ label, place }) => given[place] === label).length,
        model: among.filter(({ label, answer }) => answer === label).length,
      });
      const isWrong = ({ label, answer }) => label !== answer;
      return {
        wrong: count(read.filter(isWrong)),
        right: count(read.filter((item) => !isWrong(item))),
        all: count(read),
      };
    }

    /** What stands beside the digit that is to be read; `before` is the last answer, or null. */
    static askedInWords({ place, all, before }) {
      const where = `Digit ${place + 1} of ${all}.`;
      return before === null ? where : `You said ${oneDigit(before)}. ${where}`;
    }

    /** The result in a sentence, over the digits that were read. */
    static resultInWords({ wrong, all }) {
      if (all.all === 0) return NONE;
      const score = `You and the labels agree on ${all.you} of ${all.all} digits, the model and the labels on ${all.model}.`;
      if (wrong.all === 0) return `${score} It got none of these wrong.`;
      const digits = wrong.all === 1 ? "the one digit" : `the ${wrong.all} digits`;
      return `${score} Of ${digits} that it got wrong, you read ${wrong.you} as the label says.`;
    }

    /** The lines below a digit: who says what, and whether it is what the label says. The answer may be undefined. */
    static lines({ label, answer }, given) {
      const line = (who, said) => ({ who, said: String(said), isRight: said === label });
      const read = given === undefined ? [] : [line("you", given)];
      return [...read, line("model", answer), line("label", label)];
    }

    /** The answers for paper, in the order of the digits. */
    static answersInWords(items) {
      const listed = (key) => items.map((item) => `${item.place + 1}: ${item[key]}`).join(", ");
      return `Labels: ${listed("label")}. The model: ${listed("answer")}.`;
    }

    // ---- What is seen ----

    #packed; // the images of all items
    #items;
    #given = []; // the reader's answers
    // what is seen while reading
    #picture;
      #bar;
    #keys;
    #back;
    // what is seen then
    #verdict;
    #table;
    #tiles;

    get given() {
      return [...this.#given];
    }

    get isReading() {
      return this.hasAttribute("reading");
    }

    build(root, { images, ...rest }) {
      this.#packed = bytes(images);
      this.#items = BlindReading.items(rest);
      root.append(this.#panel(), this.#results());
      root.addEventListener("keydown", (event) => this.#typed(event));
      const all = this.#items.length;
      this.reserve(BlindReading.askedInWords({ place: all - 1, all, before: 8 }));
      this.toggleAttribute("reading", true);
      this.#ask();
    }

    #panel() {
      this.#picture = this.#canvas("");
      this.#picture.addEventListener("click", () => this.#keys[0].focus()); // then digits can be typed
      this.#bar = make("progress", { max: this.#items.length, value: 0, "aria-label": "Digits read" });
      const button = (text, click) => make("button", { type: "button", click }, text);
      this.#keys = DIGITS.map((digit) => button(digit, () => this.#answer(Number(digit))));
      this.#back = button("Back", () => this.#takeBack());
      const keys = make("div", { class: "keys", role: "group", "aria-label": "Your answer" }, ...this.#keys);
      const others = make("div", { class: "row" }, this.#back, button("Show all answers", () => this.#show()));
      const question = make("p", { class: "place" }, "Which digit is it?");
      const how = make("p", { class: "help" }, "Press a button, or type the digit.");
      return make("div", { class: "panel" }, this.#picture, make("div", {}, question, this.#bar, keys, others, how));
    }

    #results() {
      this.#verdict = make("p", { class: "verdict", tabindex: "-1" });
      this.#table = make("table");
      const tiles = this.#items.map((item) => {
        const canvas = this.#canvas(`Digit ${item.place + 1}`);
        paintInk(canvas, unpackImage(this.#packed, item.place));
        return make("li", {}, make("span", { class: "number" }, `${item.place + 1}`), canvas);
      });
      this.#tiles = make("ol", { class: "tiles still", role: "list", "aria-label": "All digits" }, ...tiles);
      const again = make("button", { type: "button", class: "again", click: () => this.#startAgain() }, "Start again");
      const answers = make("p", { class: "answers" }, BlindReading.answersInWords(this.#items));
      return make("div", { class: "results" }, this.#verdict, this.#table, this.#tiles, answers, again);
    }

    #canvas(name) {
      return make("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": name });
    }

    /** Show the digit that is to be read now. */
    #ask() {
      const place = this.#given.length;
      const all = this.#items.length;
      paintInk(this.#picture, unpackImage(this.#packed, place));
      this.#picture.setAttribute("aria-label", `Digit ${place + 1}, without its label`);
            this.#bar.value = place;
      this.#back.disabled = place === 0;
      this.say(BlindReading.askedInWords({ place, all, before: this.#given.at(-1) ?? null }));
    }

    #answer(digit) {
      this.#given.push(digit);
      if (this.#given.length === this.#items.length) {
        this.#show();
        return;
      }
      this.#keys[digit].focus(); // Safari's clicks give no focus, and digits are to be typed
      this.#ask();
    }

    #takeBack() {
      this.#given.pop();
      this.#ask();
      if (this.#back.disabled) this.#keys[0].focus(); // the focus must not get lost with the button
    }

    /** Digits on the keyboard answer, and the Backspace key takes the last answer back. */
    #typed(event) {
      if (!this.isReading || event.ctrlKey || event.metaKey || event.altKey) return;
      if (DIGITS.includes(event.key)) this.#answer(Number(event.key));
      else if (event.key === "Backspace" && this.#given.length) this.#takeBack();
      else return;
      event.preventDefault();
    }

    /** Show all answers, and what became of the reader's. */
    #show() {
      const score = BlindReading.score(this.#items, this.#given);
      const words = BlindReading.resultInWords(score);
      this.#verdict.textContent = words;
      this.#table.hidden = score.all.all === 0;
      this.#table.replaceChildren(...this.#rows(score));
      this.#items.forEach((item) => this.#fill(this.#tiles.children[item.place], item));
      this.toggleAttribute("reading", false);
      this.#verdict.focus();
      this.say(words);
    }

    /** The rows of the table: read as the label says, by the reader and by the model. */
    #rows({ wrong, right, all }) {
      const cell = (tag, scope, text) => make(tag, scope ? { scope } : {}, text);
      const head = ["as the label says", "you", "model"].map((text) => cell("th", "col", text));
      const row = (name, { you, model, all: count }) =>
        make("tr", {}, cell("th", "row", name), cell("td", "", `${you} of ${count}`), cell("td", "", `${model} of ${count}`));
      return [
        make("tr", {}, ...head),
        row("the model was wrong", wrong),
        row("the model was right", right),
        row("all that you read", all),
      ];
    }

    /** Write below a digit who says what. */
    #fill(tile, item) {
      const given = this.#given[item.place];
      for (const line of tile.querySelectorAll("p")) line.remove();
      tile.classList.toggle("apart", given !== undefined && given !== item.label);
      for (const { who, said, isRight } of BlindReading.lines(item, given)) {
        const mark = who === "label" ? "" : isRight ? "✓" : "✗";
        const name = { you: "you", model: thing("prediction", "model"), label: thing("truth", "label") }[who];
        const words = make("b", { class: isRight ? "" : "wrong" }, `${said} ${mark}`.trim());
        tile.append(make("p", {}, make("span", {}, name), words));
      }
      tile.append(make("p", { class: "sure" }, `sure: ${item.confidence.toFixed(3)}`));
    }

    #startAgain() {
      this.#given = [];
      this.toggleAttribute("reading", true);
      this.#ask();
      this.#keys[0].focus();
    }
  }

  define("blind-reading", BlindReading);
})();
