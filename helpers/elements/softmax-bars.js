// <softmax-bars>: ten logits and a temperature under the reader's hand; the probabilities and their sum.
(() => {
  "use strict";
  const { BookElement, bytes, define, make, number, softmax } = window.readingDigits;

  const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
  const SIDE = 28;

  class SoftmaxBars extends BookElement {
    static style = `
      .start { flex-wrap: nowrap; }
      canvas { flex: none; width: 3.5rem; height: 3.5rem; image-rendering: pixelated; border: 1px solid var(--line); }
      canvas[hidden] { display: block; visibility: hidden; }
      table { width: 100%; margin: .5rem 0; }
      th, td { padding: 0 .125rem; height: 2rem; }
      th:first-child { width: 1%; padding-right: .75rem; text-align: center; }
      thead th:not(:first-child) { text-align: left; }
      td:nth-child(2) { width: 35%; }
      td:nth-child(3), td:nth-child(5) { width: 3.5rem; }
      td input[type=range] { display: block; width: 100%; min-width: 0; }
      td:nth-child(4) { padding-left: .5rem; }
      .bar { height: 1.125rem; min-width: 1px; background: var(--accent); forced-color-adjust: none; }
      .largest > * { font-weight: bold; }
      .heat label { flex-wrap: nowrap; min-width: 0; }
      .heat input { min-width: 0; }
      @media (max-width: 30rem) { /* too narrow for a column of bars: they lie below the rows */
        tbody tr { background: linear-gradient(var(--accent) 0 0) 0 100% / var(--share) 4px no-repeat; }
        td:nth-child(2) { width: 55%; }
        td:nth-child(4) { width: 0; padding: 0; visibility: hidden; }
      }
      @media (pointer: fine) { td input[type=range] { min-height: 2rem; } }
    `;

    get probabilities() {
      return softmax(this.logits, this.temperature);
    }

    build(root, { logits, images, labels }) {
      this.examples = [...logits, DIGITS.map(() => 0)];
      this.shades = images ? bytes(images) : null;
      const digit = (i) => `${labels[i] === 8 ? "an" : "a"} ${labels[i]} (example ${i + 1})`;
      this.names = [...logits.map((_, i) => (labels ? digit(i) : `example ${i + 1}`)), "all equal"];
      this.min = Math.min(-10, Math.floor(Math.min(...logits.flat())));
      this.max = Math.max(10, Math.ceil(Math.max(...logits.flat()))); // the sliders reach further once a logit does

      const options = this.names.map((name, i) => new Option(name, i));
      this.select = make("select", { change: () => this.restart() }, ...options);
      this.picture = make("canvas", { width: SIDE, height: SIDE, role: "img" });
      this.heat = make("input", { type: "range", min: 0.1, max: 5, step: 0.1, input: () => this.show() });
      this.heatText = make("span", { "aria-hidden": "true" });
      this.more = make("button", { type: "button", click: () => this.addOne() }, "Add 1 to all logits");
      const again = make("button", { type: "button", click: () => this.restart() }, "Start again");
      const hint = make("span", {}, "All logits are divided by the temperature first; 1 changes nothing.");
      const start = make("label", {}, "Start from", this.select);
      root.append(
        make("div", { class: "row start" }, start, this.shades ? this.picture : ""),
        this.table(),
        make("div", { class: "row heat" }, make("label", {}, "temperature", this.heatText, this.heat), hint),
        make("div", { class: "row" }, this.more, again),
      );
      this.restart();
      this.status.textContent = this.sentence(); // at once: what stands there from the start need not be spoken
    }

    /** One row a class: the slider of its logit, and its probability as a bar and as a number. */
    table() {
      const cell = (...children) => make("td", {}, ...children);
      const head = (text, columns, id) => make("th", { scope: "col", colspan: columns, id }, text);
      this.rows = DIGITS.map((digit) => {
        const input = ({ target }) => {
          this.logits[digit] = target.valueAsNumber;
          this.show();
        };
        const range = { type: "range", min: this.min, max: this.max, step: 0.1, input };
        const slider = make("input", { ...range, "aria-labelledby": `logit class-${digit}` });
        const [logit, bar, share] = [make("span"), make("div", { class: "bar" }), make("span")];
        const name = make("th", { scope: "row", id: `class-${digit}` }, String(digit));
        const row = make("tr", {}, name, cell(slider), cell(logit), cell(bar), cell(share));
        return { slider, logit, bar, share, row };
      });
      this.total = make("td", { colspan: 5 });
      const heads = make("tr", {}, head("class", 1), head("logit", 2, "logit"), head("probability", 2));
      const body = make("tbody", {}, ...this.rows.map(({ row }) => row));
      return make("table", {}, make("thead", {}, heads), body, make("tfoot", {}, make("tr", {}, this.total)));
    }

    /** Back to the chosen example, at the usual temperature. */
    restart() {
      const chosen = Number(this.select.value);
      this.logits = [...this.examples[chosen]];
      this.heat.value = 1;
      this.picture.hidden = chosen === this.examples.length - 1;
      if (this.shades && !this.picture.hidden) this.paint(chosen);
      this.show();
    }

    paint(chosen) {
      const half = (SIDE * SIDE) / 2; // two pixels a byte
      const pixels = new ImageData(SIDE, SIDE);
      this.shades.subarray(chosen * half, (chosen + 1) * half).forEach((pair, i) => {
        [pair >> 4, pair & 15].forEach((shade, right) => {
          const gray = 255 - 17 * shade;
          pixels.data.set([gray, gray, gray, 255], 4 * (2 * i + right));
        });
      });
      this.picture.getContext("2d").putImageData(pixels, 0, 0);
      this.picture.setAttribute("aria-label", `The image of ${this.names[chosen]}`);
    }

    addOne() {
      this.logits = this.logits.map((logit) => logit + 1);
      this.show("All logits grew by 1, and no probability changed. ");
    }

    /** The classes with the largest probability, in words. */
    sentence(before = "") {
      const all = this.probabilities;
      const largest = Math.max(...all);
      const first = DIGITS.filter((digit) => all[digit] > largest - 1e-9);
      const share = largest > 0.9995 ? "more than 0.999" : number(largest, 3);
      let who = `Class ${first[0]} has ${share}`;
      if (first.length === 10) who = `Every class has ${share}`;
      else if (first.length > 1) who = `Classes ${first.join(", ").replace(/, (\d)$/, " and $1")} have ${share} each`;
      return `${before}${who}; the probabilities sum to 1.`;
    }

    show(before = "") {
      this.temperature = this.heat.valueAsNumber;
      this.heatText.textContent = number(this.temperature, 1);
      const all = this.probabilities;
      const largest = Math.max(...all);
      this.rows.forEach(({ slider, logit, bar, share, row }, digit) => {
        slider.max = Math.max(this.max, ...this.logits);
        slider.value = this.logits[digit]; // the nearest tenth; the number beside it is exact
        logit.textContent = number(this.logits[digit]);
        slider.setAttribute("aria-valuetext", logit.textContent);
        bar.style.width = `${100 * all[digit]}%`;
        row.style.setProperty("--share", bar.style.width);
        share.textContent = number(all[digit], 3);
        row.className = all[digit] > largest - 1e-9 ? "largest" : "";
      });
      this.total.textContent = `sum ${number(all.reduce((sum, one) => sum + one, 0), 3)}`;
      this.say(this.sentence(before));
    }
  }

  define("softmax-bars", SoftmaxBars);
})();
