// What a network answers, to be seen at a glance: the digit, how sure it is, and a bar for each of the ten.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { make, oneDigit } = window.readingDigits;

    const CLASSES = 10;

    const STYLE = `
      .answer { display: grid; gap: 0 .75rem; grid-template: "digit shares" "verdict verdict" / 4rem minmax(0, 1fr); align-items: end; }
      .answer p { margin: 0; white-space: nowrap; }
      .digit { grid-area: digit; font-size: 5.5rem; line-height: 1; font-weight: 600; text-align: center; color: var(--prediction); }
      .verdict { grid-area: verdict; display: flex; flex-wrap: wrap; gap: 0 .5rem; min-height: 1.5em; font-size: .875rem; }
      .sure { font-weight: 600; min-width: 4.25em; }
      .next { min-width: 8.25em; }
      .truth.misread { color: var(--error); font-weight: 600; }
      .shares { grid-area: shares; display: flex; gap: .25rem; }
      .share { flex: 1; display: flex; flex-direction: column; min-width: 0; line-height: 1.25; }
      .share { text-align: center; }
      .amount { order: -1; }
      .track { display: flex; align-items: end; height: 4rem; border-bottom: 1px solid var(--line); }
      .bar { width: 100%; height: calc(100% * var(--share)); background: var(--prediction); forced-color-adjust: none; }
      .best { font-weight: 700; }
      .shares .percent { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
      @container (min-width: 34rem) {
        .answer { grid-template: "digit verdict" auto "shares shares" 1fr / 4.5rem minmax(0, 1fr); gap: .75rem; }
        .answer { align-items: center; align-content: start; }
        .digit { font-size: 6rem; line-height: .9; }
        .verdict { display: block; }
        .sure { font-size: 1.5rem; line-height: 1.3; }
        .shares { display: block; }
        .share { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); align-items: center; text-align: left; }
        .amount { order: 0; display: flex; gap: .25rem; align-items: center; }
        .track { flex: 1; align-items: stretch; height: .875rem; border: 0; }
        .bar { width: calc(100% * var(--share)); height: auto; border-radius: .125rem; }
        .shares .percent { position: static; width: 4.25rem; height: auto; font-size: .9375rem; clip-path: none; text-align: right; }
      }
    `;

    // ---- Words ----

    /** A share in whole percent; 99.9 is not called 100, nor 0.1 called 0. */
    function wholePercent(share, over, under) {
      if (share >= 0.995) return `${over} 99`;
      if (share < 0.005) return `${under} 1`;
      return String(Math.round(100 * share));
    }

    /** A share in tenths of a percent. */
    function tenthsOfPercent(share) {
      return share >= 0.9995 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
    }

    /** The ten digits, the most probable first; of equals the smaller first. */
    function byProbability(shares) {
      return [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
    }

    /** What the network reads, and what it would read next. */
    function readingInWords(shares) {
      const inWords = (digit) => `${digit}, ${wholePercent(shares[digit], "more than", "less than")} percent.`;
      const [first, second] = byProbability(shares);
      return `Read as ${inWords(first)} Next: ${inWords(second)}`;
    }

    /** What a digit is whose label is known, and whether it was read so. */
    function truthInWords(label, prediction) {
      return label === prediction ? "✓ right" : `✗ it is ${oneDigit(label)}`;
    }

    // ---- What is seen ----

    /** The probability of one digit: its name, a bar, a number. */
    class Share {
      #number = make("span", { class: "percent" });

      constructor(digit) {
        const track = make("span", { class: "track" }, make("span", { class: "bar" }));
        const amount = make("span", { class: "amount", role: "cell" }, track, this.#number);
        this.element = make("div", { role: "row" }, make("span", { role: "rowheader" }, `${digit}`), amount);
      }

      show(share, { isBest, isEmpty }) {
        this.element.className = isBest ? "share best" : "share";
        this.element.style.setProperty("--share", share);
        this.#number.textContent = isEmpty ? "–" : tenthsOfPercent(share);
      }
    }

    class Answer {
      static style = STYLE;

      #digit = make("p", { class: "digit" });
      #sure = make("p", { class: "sure" });
      #next = make("p", { class: "next" });
      #truth = make("p", { class: "truth" });
      #shares = Array.from({ length: CLASSES }, (_, digit) => new Share(digit));

      constructor() {
        const rows = this.#shares.map(({ element }) => element);
        this.element = make(
          "div",
          { class: "answer" },
          this.#digit,
          make("div", { class: "verdict" }, this.#sure, this.#next, this.#truth),
          make("div", { class: "shares", role: "table", "aria-label": "Probabilities" }, ...rows),
        );
      }

      /** `label` is the digit that was to be read, where that is known. */
      show({ isEmpty, probabilities, prediction, label }) {
        const [, second] = byProbability(probabilities);
        const percent = (digit) => `${wholePercent(probabilities[digit], ">", "<")} %`;
        this.#digit.textContent = isEmpty ? "?" : prediction;
        this.#sure.textContent = isEmpty ? "\u00a0" : percent(prediction);
        this.#next.textContent = isEmpty ? "\u00a0" : `next: ${second}, ${percent(second)}`;
        this.#truth.textContent = label === undefined ? "\u00a0" : truthInWords(label, prediction);
        this.#truth.className = label === undefined || label === prediction ? "truth" : "truth misread";
        this.#shares.forEach((share, digit) => share.show(probabilities[digit], { isBest: digit === prediction, isEmpty }));
      }
    }

    /** The answer once more, in one line that stays in sight while a reader of a phone looks farther down. */
    class Echo {
      #digit = make("span", { class: "echo-digit" });
      #words = make("span");

      constructor() {
        this.element = make("p", { class: "echo", "aria-hidden": "true" }, this.#digit, this.#words);
      }

      show({ isEmpty, probabilities, prediction }) {
        const [, second] = byProbability(probabilities);
        const percent = (digit) => `${wholePercent(probabilities[digit], ">", "<")} %`;
        this.#digit.textContent = isEmpty ? "?" : prediction;
        this.#words.textContent = isEmpty ? "" : `${percent(prediction)}, next: ${second}, ${percent(second)}`;
      }
    }

    return { Answer, Echo, byProbability, readingInWords };
  })(),
);
