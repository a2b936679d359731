// A number that a reader guesses: a line with a handle, and a field for the exact value.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { along, draw, make, short, sparse } = window.readingDigits;

    const STEPS = 1000; // of the slider, from end to end
    const PRESS = { linear: 0.01, log: 0.05 }; // what a key moves: a share of the line, or a share of a power of ten
    const NEAR = { linear: 0.03, log: 1.15 }; // as a share of the line, or as a factor
    const FAR = { linear: 0.15, log: 3 };
    const ROOM = 42; // letters of numbers that have room below the line on a phone
    const EDGE = 0.04; // of the line: what is marked nearer to an end has its words by and large within the line
    const SURPRISE = "A gap of this size is worth a second look: what did the guess rest on?";

    /** A value with its unit: "83.07 %", "1,200 s". */
    function withUnit(value, { places = 9, unit = "" }) {
      const number = short(Number(value.toPrecision(12)), places);
      return unit ? `${number}\u00a0${unit}` : number;
    }

    /** Words at a share of a line's width, which never stick out of it. */
    function place(share) {
      const percent = 100 * Math.min(Math.max(share, 0), 1);
      return `left: ${percent}%; translate: -${percent}% 0;`;
    }

    /** The words of a mark: their middle at its share of the line, but at an end they stick out of it by half a rem. */
    function centered(share) {
      const atEnd = share < 0.5 ? "-.5rem" : "calc(.5rem - 100%)";
      const isInside = share > EDGE && share < 1 - EDGE;
      return `left: ${100 * share}%; translate: ${isInside ? "-50%" : atEnd} 0;`;
    }

    /** One kind of guess; see reader-guess.js for what all kinds have. */
    class NumberGuess {
      static style = `
        .line { position: relative; }
        .tag { position: relative; width: max-content; max-width: 100%; min-height: 1.5em; }
        .line svg { width: 100%; height: 2rem; overflow: visible; }
        .line .rail { stroke: var(--line); stroke-width: 2; }
        .gap { stroke: var(--thing); stroke-width: 6; opacity: .3; }
        circle.hers { fill: var(--ground); stroke: var(--line); stroke-width: 3; }
        circle.open { stroke-dasharray: 4 3; stroke-width: 2; }
        circle.truth { fill: var(--thing); }
        .drag { position: relative; margin: 0 .75rem; }
        .drag input { position: absolute; inset: 0 -.75rem; width: auto; min-height: 0; height: 2rem; max-width: none; }
        .drag input { appearance: none; background: none; cursor: pointer; border-radius: 1rem; }
        .drag input::-webkit-slider-thumb { appearance: none; width: 1.5rem; height: 2rem; opacity: 0; }
        .drag input::-moz-range-thumb { width: 1.5rem; height: 2rem; border: 0; opacity: 0; }
        .drag input:disabled { cursor: default; opacity: 1; }
        .ticks { display: grid; margin: 0 .75rem; font-size: .875rem; }
        @container (max-width: 24rem) { .ticks { font-size: .75rem; } }
        .ticks > * { grid-area: 1 / 1; position: relative; width: max-content; }
        input[type=number] { width: 7.5rem; }
        @container (max-width: 26rem) { .ticks > .between { display: none; } }
      `;

      // ---- What needs no page ----

      /** A guess that fits the line, or null. */
      static fitting(kept, { low, high }) {
        return typeof kept === "number" && kept >= low && kept <= high ? kept : null;
      }

      /** The round value nearest to a place on the line. */
      static snapped(share, data) {
        const value = along(data).value(share);
        const { low, high, scale } = data;
        const inside = (number) => Math.min(Math.max(number, low), high);
        if (scale === "log") return inside(Number(value.toPrecision(2)));
        const power = 10 ** Math.floor(Math.log10((high - low) / 100) + 1e-9);
        const step = [5, 2, 1].map((times) => times * power).find((size) => size <= ((high - low) / 100) * (1 + 1e-9));
        return inside(Number((Math.round(value / step) * step).toPrecision(9)));
      }

      /** How far a guess is off, in words, and what follows from it. */
      static distance(guess, data) {
        if (guess === data.truth) return "A guess cannot be nearer.";
        return data.scale === "log" ? NumberGuess.factor(guess, data) : NumberGuess.difference(guess, data);
      }

      /** The same on a logarithmic scale. */
      static factor(guess, { truth }) {
        const factor = Math.max(guess / truth, truth / guess);
        if (factor < NEAR.log) return "A guess on such a scale need not be nearer.";
        const times = short(factor, factor < 10 ? 1 : 0);
        const words = `That is too ${guess > truth ? "high" : "low"} by a factor of ${times}.`;
        return `${words} ${factor > FAR.log ? SURPRISE : "The order of size is right."}`;
      }

      /** The same on a straight scale. */
      static difference(guess, { truth, low, high, places, unit }) {
        const off = short(Math.abs(guess - truth), places);
        const points = unit === "%" ? "percentage points" : unit;
        const words = off === "0" ? "less than the last digit" : `${off} ${points}`.trim();
        const far = `That is ${words} too ${guess > truth ? "high" : "low"}`;
        const share = Math.abs(guess - truth) / (high - low);
        if (share < NEAR.linear) return `${far}; a guess need not be nearer.`;
        return `${far}. ${share > FAR.linear ? SURPRISE : "The region is right."}`;
      }

      /** What is said once the truth is shown; the guess is null where nobody made one. */
      static sentence(guess, data) {
        const truth = `it is ${withUnit(data.truth, data)}.`;
        if (guess === null) return `It${truth.slice(2)}`;
        const link = guess === data.truth ? ", and" : ";";
        return `You guessed ${withUnit(guess, { unit: data.unit })}${link} ${truth} ${NumberGuess.distance(guess, data)}`;
      }

      // ---- What is seen ----

      guess = null;
      hint = "Move the handle along the line, or type a number.";
      #data;
      #slider;
      #field;
      #tags;
      #line;

      constructor(data, changed) {
        this.#data = data;
        const { low, high, scale = "linear" } = data;
        const take = (guess) => {
          this.guess = guess;
          this.show(guess, false);
          changed();
        };
        const decades = Math.log10(high / low);
        const step = scale === "log" ? Math.max(1, Math.round((PRESS.log * STEPS) / decades)) : PRESS.linear * STEPS;
        this.#slider = make("input", {
          ...{ type: "range", class: "of-nothing", min: 0, max: STEPS, step, value: STEPS / 2, "aria-label": "your guess" },
          input: () => take(NumberGuess.snapped(this.#slider.valueAsNumber / STEPS, data)),
        });
        const typed = () => take(NumberGuess.fitting(this.#field.valueAsNumber, data));
        this.#field = make("input", { type: "number", min: low, max: high, step: "any", input: typed });
        this.#tags = { truth: make("div", { class: "tag measured" }), hers: make("div", { class: "tag" }) };
        this.#line = draw("svg", { "aria-hidden": "true" });
        const { mark, share } = along(data);
        const words = mark.map((value) => withUnit(value, { unit: data.unit === "%" ? "%" : "" }));
        const every = sparse(words, ROOM);
        const ticks = mark.map((value, place) =>
          make("span", { class: place % every ? "between" : "", style: centered(share(value)) }, words[place]),
        );
        this.picture = make(
          "div",
          { class: "line" },
          this.#tags.truth,
          this.#tags.hers,
          make("div", { class: "drag" }, this.#line, this.#slider),
          make("div", { class: "ticks", "aria-hidden": "true" }, ...ticks),
        );
        this.controls = [make("label", {}, "or exactly", this.#field, data.unit)];
      }

      /** Show a guess, which may be null, and the truth beside it once it is revealed. */
      show(guess, isRevealed) {
        const { truth, unit } = this.#data;
        this.guess = guess;
        this.#slider.disabled = isRevealed;
        this.#slider.value = STEPS * (guess === null ? 0.5 : along(this.#data).share(guess));
        const words = guess === null ? "?" : withUnit(guess, { unit });
        this.#slider.setAttribute("aria-valuetext", guess === null ? "none yet" : words);
        const isTyped = this.#field.matches(":focus") && !isRevealed; // what a reader is typing stays as it is
        if (!isTyped) this.#field.value = guess === null ? "" : guess;
        const none = isRevealed && guess === null;
        this.#tag("hers", guess, none ? "" : `your guess: ${words}`);
        this.#tag("truth", truth, isRevealed ? `it is ${withUnit(truth, this.#data)}` : "");
        this.#drawMarks(guess, isRevealed);
      }

      #place(value) {
        return place(value === null ? 0.5 : along(this.#data).share(value));
      }

      #tag(name, value, words) {
        this.#tags[name].textContent = words;
        this.#tags[name].style.cssText = words ? this.#place(value) : "";
      }

      #drawMarks(guess, isRevealed) {
        const at = (value) => `${100 * (value === null ? 0.5 : along(this.#data).share(value))}%`;
        const { truth } = this.#data;
        const parts = [draw("line", { class: "rail", x1: "0%", x2: "100%", y1: "50%", y2: "50%" })];
        if (isRevealed && guess !== null) {
          parts.push(draw("line", { class: "gap", x1: at(guess), x2: at(truth), y1: "50%", y2: "50%" }));
        }
        if (!isRevealed || guess !== null) {
          const kind = guess === null ? "hers open" : "hers";
          parts.push(draw("circle", { class: kind, cx: at(guess), cy: "50%", r: 10 }));
        }
        if (isRevealed) parts.push(draw("circle", { class: "truth", cx: at(truth), cy: "50%", r: 6 }));
        this.#line.replaceChildren(...parts);
      }
    }

    return { NumberGuess, place, withUnit };
  })(),
);
