// <softmax-bars>: ten logits and a temperature under the reader's hand; the probabilities and their sum.
(() => {
  "use strict";
  const { BookElement, bytes, define, make, number, oneDigit, paintInk, softmax, thing, unpackImage } =
    window.readingDigits;

  const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
  const SIDE = 28; // pixels
  const ALIKE = 1e-9; // probabilities that are nearer than this count as equal
  const GREW = "All logits grew by 1, and no probability changed. ";
  const LONGEST = "Classes 0, 1, 2, 3, 4, 5, 6, 7 and 8 have 0.111 each; the probabilities sum to 1.";

  /** `logits`, `temperature` and `probabilities` are those that are seen; `restart()` goes back to the example. */
  class SoftmaxBars extends BookElement {
    static style = `
      :host { container-type: inline-size; padding: clamp(.75rem, 3vw, 1.25rem); }
      .start { flex-wrap: nowrap; }
      .start label, select { min-width: 0; max-width: 100%; }
      canvas { flex: none; width: 3.5rem; height: 3.5rem; image-rendering: pixelated; border: 1px solid #b8b8b8; }
      canvas[hidden] { display: block; visibility: hidden; }
      table { width: 100%; margin: .5rem 0; }
      th, td { padding: 0 .125rem; height: 2rem; }
      th:first-child { width: 1%; padding-right: .75rem; text-align: center; }
      thead th:not(:first-child) { text-align: left; }
      td:nth-child(2) { width: 35%; }
      td:nth-child(3), td:nth-child(5) { width: 3.5rem; }
      td input[type=range] { display: block; width: 100%; min-width: 0; }
      td:nth-child(4) { padding-left: .5rem; }
      .bar { height: 1.25rem; min-width: 1px; box-shadow: inset 0 0 0 2px var(--prediction); background: var(--prediction-area); forced-color-adjust: none; }
      .largest .bar { background: var(--prediction); } /* as in figures: the class chosen is filled */
      .largest > * { font-weight: bold; }
      .largest > :last-child { font-size: 1.25rem; line-height: 1.2; }
      @media (max-width: 30rem) { /* too narrow for a column of bars: each lies behind its number, from a line below it */
        td:nth-child(2) { width: 40%; }
        td:nth-child(4) { width: 0; padding: 0; visibility: hidden; }
        tbody td:nth-child(5) {
          width: 35%; padding-left: .375rem; text-align: left;
          background: linear-gradient(var(--prediction) 0 0) 0 100% / var(--share) 4px no-repeat, linear-gradient(var(--prediction-area) 0 0) 0 100% / var(--share) 1.75rem no-repeat;
        }
      }
      .heat label { flex-wrap: nowrap; min-width: 0; }
      .heat input { min-width: 0; }
      @container (max-width: 17rem) { /* large type: the slider has a line of its own */
        thead { display: none; }
        tbody tr { display: grid; grid-template-columns: 1fr auto auto; gap: 0 .75rem; padding: .5rem 0; }
        th:first-child, tbody td:nth-child(n) { width: auto; padding: 0; height: auto; }
        tbody td:nth-child(2) { grid-area: 2 / 1 / 3 / -1; }
        tbody td:nth-child(4) { display: none; }
        tbody td:nth-child(5) { min-width: 35cqw; }
        .start, .heat label { flex-wrap: wrap; }
      }
      @media (pointer: fine) { td input[type=range] { min-height: 2rem; } }
    `;

    // ---- What needs no page ----

    /** The classes with the largest probability. */
    static largest(probabilities) {
      const largest = Math.max(...probabilities);
      return DIGITS.filter((digit) => probabilities[digit] > largest - ALIKE);
    }

    /** The same in words. */
    static sentence(probabilities) {
      const first = SoftmaxBars.largest(probabilities);
      const share = probabilities[first[0]];
      const words = share > 0.9995 ? "more than 0.999" : number(share, 3);
      let who = `Class ${first[0]} has ${words}`;
      if (first.length === DIGITS.length) who = `Every class has ${words}`;
      else if (first.length > 1) who = `Classes ${first.slice(0, -1).join(", ")} and ${first.at(-1)} have ${words} each`;
      return `${who}; the probabilities sum to 1.`;
    }

    /** Where the sliders of all logits end: at 10, and further once a logit does. */
    static ends(logits) {
      return [Math.min(-10, Math.floor(Math.min(...logits))), Math.max(10, Math.ceil(Math.max(...logits)))];
    }

    // ---- What is seen ----

    #examples; // each has a name, ten logits and perhaps an image
    #ends;
    #choice;
    #picture;
    #rows; // what changes in each row of the table
    #total;
    #heat;
    #heatWords;

    get probabilities() {
      return softmax(this.logits, this.temperature);
    }

    build(root, { logits, images, labels }) {
      this.#examples = this.#named(logits, images && bytes(images), labels);
      this.#ends = SoftmaxBars.ends(logits.flat());
      const options = this.#examples.map(({ name }, place) => new Option(name, place));
      this.#choice = make("select", { change: () => this.restart() }, ...options);
      this.#picture = make("canvas", { width: SIDE, height: SIDE, role: "img" });
      this.#heat = make("input", { type: "range", min: 0.1, max: 5, step: 0.1, class: "of-nothing", input: () => this.#show() });
      this.#heatWords = make("span", { "aria-hidden": "true" });
      this.#rows = DIGITS.map((digit) => this.#row(digit));
      const button = (text, click) => make("button", { type: "button", click }, text);
      const heat = make("label", {}, "temperature", this.#heatWords, this.#heat);
      const hint = make("span", {}, "All logits are divided by the temperature first; 1 changes nothing.");
      const start = make("label", {}, "Start from", this.#choice);
      const more = button("Add 1 to all logits", () => this.#addOne());
      root.append(
        make("div", { class: "row start" }, start, images ? this.#picture : ""),
        this.#table(),
        make("div", { class: "row heat" }, heat, hint),
        make("div", { class: "row" }, more, button("Start again", () => this.restart())),
      );
      this.reserve(LONGEST, GREW + SoftmaxBars.sentence(softmax([1, ...DIGITS.slice(1).map(() => 0)])));
      this.restart();
    }

    /** The examples to start from; the last one has logits that are all equal, and no image. */
    #named(logits, packed, labels) {
      const examples = logits.map((row, place) => {
        const example = `example ${place + 1}`;
        const name = labels ? `${oneDigit(labels[place])} (${example})` : example;
        return { name, logits: row, image: packed ? unpackImage(packed, place) : null };
      });
      return [...examples, { name: "all equal", logits: DIGITS.map(() => 0), image: null }];
    }

    /** The row of a class: the slider of its logit, and its probability as a bar and as a number. */
    #row(digit) {
      const [min, max] = this.#ends;
      const input = ({ target }) => {
        this.logits[digit] = target.valueAsNumber;
        this.#show();
      };
      const names = `logit class-${digit}`;
      const slider = make("input", { type: "range", min, max, step: 0.1, input, class: "of-nothing", "aria-labelledby": names });
      const logit = make("span");
      const bar = make("div", { class: "bar" });
      const share = make("span");
      const name = make("th", { scope: "row", id: `class-${digit}` }, String(digit));
      const cells = [slider, logit, bar, share].map((part) => make("td", {}, part));
      return { slider, logit, bar, share, row: make("tr", {}, name, ...cells) };
    }

    #table() {
      const head = (what, columns, id) => make("th", { scope: "col", colspan: columns, id }, what);
      const heads = make("tr", {}, head("class", 1), head("logit", 2, "logit"), head(thing("prediction", "probability"), 2));
      const body = make("tbody", {}, ...this.#rows.map(({ row }) => row));
      this.#total = make("td", { colspan: 5 });
      return make("table", {}, make("thead", {}, heads), body, make("tfoot", {}, make("tr", {}, this.#total)));
    }

    /** Back to the chosen example, at the usual temperature. */
    restart() {
      const { name, logits, image } = this.#examples[this.#choice.selectedIndex];
      this.logits = [...logits];
      this.#heat.value = 1;
      this.#picture.hidden = image === null;
      if (image) {
        paintInk(this.#picture, image);
        this.#picture.setAttribute("aria-label", `The image of ${name}`);
      }
      this.#show();
    }

    #addOne() {
      this.logits = this.logits.map((logit) => logit + 1);
      this.#show(GREW);
    }

    #show(before = "") {
      this.temperature = this.#heat.valueAsNumber;
      this.#heatWords.textContent = number(this.temperature, 1);
      const { probabilities } = this;
      DIGITS.forEach((digit) => this.#showRow(digit, probabilities));
      const sum = probabilities.reduce((total, share) => total + share);
      this.#total.textContent = `sum ${number(sum, 3)}`;
      this.say(before + SoftmaxBars.sentence(probabilities));
    }

    #showRow(digit, probabilities) {
      const { slider, logit, bar, share, row } = this.#rows[digit];
      slider.max = Math.max(this.#ends[1], ...this.logits); // "Add 1" moves the end
      slider.value = this.logits[digit]; // the nearest tenth; the number beside it is exact
      logit.textContent = number(this.logits[digit]);
      slider.setAttribute("aria-valuetext", logit.textContent);
      bar.style.width = `${100 * probabilities[digit]}%`;
      row.style.setProperty("--share", bar.style.width);
      share.textContent = number(probabilities[digit], 3);
      row.className = SoftmaxBars.largest(probabilities).includes(digit) ? "largest" : "";
    }
  }

  define("softmax-bars", SoftmaxBars);
})();
