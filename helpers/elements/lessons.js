// Where a hand teaches the reader of a pad: ten buttons that say what was written, and what came of it.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { Painter, SIDE, byProbability, forward, inkColor, make, oneDigit, paintPicture } = window.readingDigits;

    const SHADES = 255;
    const ASKS = "Misread? Say what you wrote, and it learns. It also repeats other people's digits, so as not to forget them.";
    const STAYS = "What you teach stays in this browser.";

    const STYLE = `
      .teach { margin: .75rem 0 .25rem; }
      .ten { display: grid; grid-template-columns: repeat(5, 1fr); gap: .5rem; margin: .5rem 0 0; }
      .ten button { padding: 0; min-width: 0; font-size: 1.125rem; font-weight: 600; }
      .learned { margin: .75rem 0 0; font-size: .875rem; }
      .learned.empty { color: color-mix(in srgb, var(--text) 72%, var(--ground)); }
      .hand { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 0; padding: 0; list-style: none; }
      .hand[hidden] { display: none; }
      .hand li { width: 3.5rem; font-size: .8125rem; text-align: center; white-space: nowrap; }
      .hand canvas { width: 100%; }
      .hand .other { font-weight: 700; color: var(--prediction); }
      .hand + button { margin: .5rem 0 0; }
      @container (min-width: 34rem) {
        .ten { grid-template-columns: repeat(10, 1fr); }
      }
      @media print { .teach { display: none; } }
    `;

    // ---- Words ----

    const digits = (count) => (count === 1 ? "1 of your digits" : `${count} of your digits`);

    /** What teaching has changed: `judgment` as a Reader has it, or null. */
    function lessonInWords(count, judgment) {
      const learned = `It has learned from ${digits(count)}.`;
      if (!judgment) return learned;
      const { before, after, all } = judgment;
      const as = before === after ? "as before" : `and ${before} before`;
      return `${learned} Of ${all} digits of MNIST that it did not rehearse it reads ${after} right, ${as}.`;
    }

    // ---- What is seen ----

    class Lessons {
      static style = STYLE;

      #buttons;
      #words = make("p", { class: "learned empty" });
      #hand = make("ul", { class: "hand" });
      #forget;
      #reader;

      /** `teach` is called with what the drawing is, `forget` where all is to be forgotten. */
      constructor({ teach, forget }) {
        this.#buttons = Array.from({ length: 10 }, (_, digit) => {
          const name = `This is ${oneDigit(digit)}`;
          return make("button", { type: "button", "aria-label": name, title: name, click: () => teach(digit) }, `${digit}`);
        });
        const prepare = () => this.#reader.canLearn && this.#reader.prepare();
        this.#forget = make("button", { type: "button", click: forget }, "Forget what I taught");
        this.element = make(
          "fieldset",
          { class: "teach" },
          make("legend", {}, "Teach it your handwriting"),
          make("p", { class: "pointing" }, ASKS),
          make("div", { class: "ten", pointerenter: prepare, focusin: prepare }, ...this.#buttons),
          this.#words,
          this.#hand,
          this.#forget,
        );
        this.painter = new Painter(this.element, () => this.#showHand());
      }

      /** Show whether there is something to teach. */
      allow(canTeach) {
        for (const button of this.#buttons) button.disabled = !canTeach;
      }

      /** Show what a reader has learned, or why it could not. */
      show(reader, problem = null) {
        this.#reader = reader;
        const count = reader.examples.length;
        const learned = count > 0 ? lessonInWords(count, reader.judgment) : STAYS;
        const { learning } = reader;
        const now = learning ? `It is learning that this is ${oneDigit(learning.label)} …` : learned;
        this.#words.textContent = problem ?? now;
        this.#words.classList.toggle("empty", count === 0 && !learning && !problem);
        this.#forget.hidden = count === 0;
        this.#hand.hidden = count === 0;
        this.painter.soon();
      }

      /** Each digit that was taught, with what it was read as before, where that is no longer so. */
      #showHand() {
        const { examples, layers, untaught } = this.#reader;
        const items = examples.map(({ image, label }) => {
          const inputs = this.#reader.inputsOf(image);
          const [was, is] = [untaught, layers].map((each) => byProbability(forward(each, inputs).at(-1))[0]);
          const canvas = make("canvas", { class: "shades", role: "img", "aria-label": `Your ${label}` });
          paintPicture(canvas, Array.from(image, (gray) => gray / SHADES), [SIDE, SIDE, 1], inkColor);
          const words = was === is ? `${is}` : `${was} → ${is}`;
          return make("li", {}, canvas, make("span", { class: was === is ? "same" : "other" }, words));
        });
        this.#hand.replaceChildren(...items);
      }
    }

    return { Lessons, lessonInWords };
  })(),
);
