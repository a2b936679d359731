// <linear-neuron>: three inputs, three weights and a bias under the reader's hand, and an activation to choose.
(() => {
  "use strict";
  const { BookElement, define, draw, make } = window.readingDigits;

  const ACTIVATIONS = {
    none: {
      of: (z) => z,
      words: "Without an activation, the output is the sum itself.",
      result: () => "and so is the output",
    },
    ReLU: {
      of: (z) => Math.max(0, z),
      words: "ReLU turns a negative sum into 0 and leaves any other sum as it is.",
      result: (output) => `ReLU gives ${output}`,
    },
    sigmoid: {
      of: (z) => 1 / (1 + Math.exp(-z)),
      words: "The sigmoid squeezes any sum into the range from 0 to 1; a sum of 0 gives 0.5.",
      result: (output) => `the sigmoid gives ${/^[01]$/.test(output) ? "almost " : ""}${output}`,
    },
  };
  const NAMES = ["x₁", "x₂", "x₃", "w₁", "w₂", "w₃", "b"];
  const KINDS = ["input", "input", "input", "weight", "weight", "weight", "bias"];
  const [LEFT, RIGHT, TOP, BOTTOM] = [44, 290, 30, 190]; // of the plot, in units of its view box

  /** A number with at most three places and a true minus sign. */
  const short = (value) => String(Number(value.toFixed(3))).replace("-", "−");
  const inner = (value) => (value < 0 ? `(${short(value)})` : short(value));
  const fifths = (low, high) => [0, 1, 2, 3, 4].map((i) => low + ((high - low) * i) / 4);

  class LinearNeuron extends BookElement {
    static style = `
      .parts { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0 0 .5rem; }
      .terms { flex: 1 1 17rem; min-width: 0; }
      .result { flex: 0 1 18rem; min-width: 0; }
      .term { display: grid; grid-template-columns: 1fr 1rem 1fr 4.25rem; gap: 0 .5rem; align-items: center; }
      .head { margin: 0 0 .25rem; }
      .term > :nth-child(2) { text-align: center; }
      .term > :last-child { text-align: right; }
      .total { border-top: 1px solid var(--line); padding: .25rem 0; font-weight: bold; }
      .total > :first-child { grid-column: 1 / 4; }
      .term label { display: block; line-height: 1.25; }
      .term input { display: block; width: 100%; min-width: 0; }
      .formula, .words { margin: 0; min-height: 3em; }
      .formula span { white-space: nowrap; }
      svg { width: 18rem; }
      svg text { fill: currentColor; font-size: 14px; }
      .axis { stroke: currentColor; opacity: .5; }
      .curve { stroke: currentColor; stroke-width: 2; fill: none; }
      .guide { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
      .dot { fill: var(--accent); }
    `;

    /** The weighted sum, and what the activation makes of it. */
    get sum() {
      const [x1, x2, x3, w1, w2, w3, b] = this.values;
      return w1 * x1 + w2 * x2 + w3 * x3 + b;
    }

    get output() {
      return ACTIVATIONS[this.select.value].of(this.sum);
    }

    build(root, { inputs, weights, bias, activation }) {
      this.labels = NAMES.map(() => make("span", { "aria-hidden": "true" }));
      this.sliders = NAMES.map((name, place) => this.slider(name, place));
      this.products = Array.from({ length: 5 }, () => make("span")); // the last is the sum
      this.formula = make("p", { class: "formula" });
      this.words = make("p", { class: "words" });
      const options = Object.keys(ACTIVATIONS).map((name) => new Option(name));
      this.select = make("select", { change: () => this.show() }, ...options);
      this.plot = draw("svg", { viewBox: "0 0 300 232", role: "img" });

      const span = (...text) => make("span", {}, ...text);
      const row = (kind, ...cells) => make("div", { class: `term ${kind}` }, ...cells);
      const control = (place) => make("label", {}, this.labels[place], this.sliders[place]);
      const table = [
        row("head", span("input"), span(), span("weight"), span("product")),
        ...[0, 1, 2].map((i) => row("", control(i), span("×"), control(i + 3), this.products[i])),
        row("", span("bias"), span("+"), control(6), this.products[3]),
        row("total", span("sum z"), this.products[4]),
      ];
      const choice = make("label", {}, "activation", this.select);
      const again = make("button", { type: "button", click: () => restart() }, "Start again");
      root.append(
        make(
          "div",
          { class: "parts" },
          make("div", { class: "terms" }, ...table, this.formula),
          make("div", { class: "result" }, choice, this.plot, this.words),
        ),
        again,
      );

      const restart = () => {
        this.values = [...inputs, ...weights, bias];
        this.values.forEach((value, place) => (this.sliders[place].value = value));
        this.select.value = activation;
        this.show();
      };
      restart();
      this.status.textContent = this.sentence; // at once: what stands there from the start need not be spoken
    }

    slider(name, place) {
      const input = ({ target }) => {
        this.values[place] = target.valueAsNumber;
        this.show();
      };
      const range = { min: -3, max: 3, step: place < 3 ? 0.5 : 0.25 }; // so that three places show a product exactly
      return make("input", { type: "range", ...range, "aria-label": `${KINDS[place]} ${name}`, input });
    }

    get sentence() {
      const join = this.select.value === "none" ? "," : ";";
      const result = ACTIVATIONS[this.select.value].result(short(this.output));
      return `The weighted sum is ${short(this.sum)}${join} ${result}.`;
    }

    show() {
      this.values.forEach((value, place) => {
        this.labels[place].textContent = `${NAMES[place]} = ${short(value)}`;
        this.sliders[place].setAttribute("aria-valuetext", short(value));
      });
      const [inputs, weights, bias] = [this.values.slice(0, 3), this.values.slice(3, 6), this.values[6]];
      const products = [...inputs.map((x, i) => weights[i] * x), bias];
      products.forEach((value, i) => (this.products[i].textContent = (value > 0 ? "+" : "") + short(value)));
      this.products[4].textContent = short(this.sum);

      const join = (value, rest = "") => `${value < 0 ? "−" : "+"} ${short(Math.abs(value))}${rest}`;
      const [first, ...others] = inputs.map((x, i) => join(weights[i], ` × ${inner(x)}`));
      const opening = `z = ${first.replace("+ ", "").replace("− ", "−")}`;
      const parts = [opening, ...others, join(bias), `= ${short(this.sum)}`];
      this.formula.replaceChildren(...parts.flatMap((part) => [make("span", {}, part), " "]));
      this.words.textContent = ACTIVATIONS[this.select.value].words;
      this.drawCurve();
      this.say(this.sentence);
    }

    /** The activation's curve, with a dot where the sum is. */
    drawCurve() {
      const [sum, output, { of }] = [this.sum, this.output, ACTIVATIONS[this.select.value]];
      const reach = [4, 8, 16, 32].find((limit) => Math.abs(sum) <= limit);
      const [low, high] = this.select.value === "sigmoid" ? [0, 1] : [-reach, reach];
      const x = (z) => LEFT + ((z + reach) / (2 * reach)) * (RIGHT - LEFT);
      const y = (a) => BOTTOM - ((a - low) / (high - low)) * (BOTTOM - TOP);
      const text = (at, up, anchor, words) => draw("text", { x: at, y: up, "text-anchor": anchor }, words);
      const sums = Array.from({ length: 129 }, (_, i) => ((i - 64) / 64) * reach);
      this.plot.replaceChildren(
        draw("path", { class: "axis", d: `M${LEFT},${y(0)}H${RIGHT}M${x(0)},${TOP}V${BOTTOM}` }),
        ...fifths(-reach, reach).map((z) => text(x(z), BOTTOM + 18, "middle", short(z))),
        ...fifths(low, high).map((a) => text(LEFT - 8, y(a) + 5, "end", short(a))),
        text(RIGHT, BOTTOM + 36, "end", "sum z"),
        text(0, 14, "start", "output"),
        draw("polyline", { class: "curve", points: sums.map((z) => `${x(z)},${y(of(z))}`).join(" ") }),
        draw("path", { class: "guide", d: `M${x(sum)},${y(0)}V${y(output)}H${x(0)}` }),
        draw("circle", { class: "dot", cx: x(sum), cy: y(output), r: 6 }),
      );
      const dot = `a dot where the sum is ${short(sum)} and the output ${short(output)}`;
      this.plot.setAttribute("aria-label", `The curve of the output over the sum z, with ${dot}.`);
    }
  }

  define("linear-neuron", LinearNeuron);
})();
