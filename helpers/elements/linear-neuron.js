// <linear-neuron>: three inputs, three weights and a bias under the reader's hand, and an activation to choose.
(() => {
  "use strict";
  const { BookElement, axes, define, draw, factor, make, points, scale, short, summand, thing } = window.readingDigits;

  const ACTIVATIONS = {
    none: {
      of: (z) => z,
      words: "Without an activation, the output is the sum itself.",
      result: () => ", and so is the output",
    },
    ReLU: {
      of: (z) => Math.max(0, z),
      words: "ReLU turns a negative sum into 0 and leaves any other sum as it is.",
      result: (output) => `; ReLU gives ${short(output)}`,
    },
    sigmoid: {
      of: (z) => 1 / (1 + Math.exp(-z)),
      words: "The sigmoid squeezes any sum into the range from 0 to 1; a sum of 0 gives 0.5.",
      result: (output) => `; the sigmoid gives ${["0", "1"].includes(short(output)) ? "almost " : ""}${short(output)}`,
    },
  };
  const SETTINGS = [
    { kind: "input", name: "x₁", step: 0.5 }, // steps so that three places show a product exactly
    { kind: "input", name: "x₂", step: 0.5 },
    { kind: "input", name: "x₃", step: 0.5 },
    { kind: "weight", name: "w₁", step: 0.25 },
    { kind: "weight", name: "w₂", step: 0.25 },
    { kind: "weight", name: "w₃", step: 0.25 },
    { kind: "bias", name: "b", step: 0.25 },
  ];
  const BIAS = 6; // its place among the settings
  const AREA = { left: 44, right: 290, top: 30, bottom: 190 }; // of the plot, in units of its view box
  const LONGEST = "The weighted sum is −22.125; the sigmoid gives almost 0.001.";

  const span = (...parts) => make("span", {}, ...parts);

  /** `sum` is the weighted sum, `output` what the activation makes of it; `restart()` goes back to the beginning. */
  class LinearNeuron extends BookElement {
    static style = `
      .parts { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 0 0 .5rem; }
      .terms { flex: 1 1 17rem; min-width: 0; }
      .result { flex: 0 1 18rem; min-width: 0; }
      .term { display: grid; grid-template-columns: minmax(0, 1fr) 1rem minmax(0, 1fr) 4.25rem; gap: 0 .5rem; align-items: end; }
      .term:not(.head, .total) > span { line-height: 2.75rem; } /* level with the sliders */
      .head { margin: 0 0 .25rem; }
      .term > :nth-child(2) { text-align: center; }
      .term > :last-child { text-align: right; }
      .total { border-top: 1px solid var(--edge); padding: .375rem 0; }
      .term.total { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; margin-top: .375rem; }
      .ends { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; justify-content: space-between; margin: 0 0 .5rem; }
      .ends p { display: grid; margin: 0; }
      .term label { display: block; line-height: 1.25; }
      .term input { display: block; width: 100%; min-width: 0; }
      :host { container-type: inline-size; padding: clamp(.75rem, 3vw, 1.25rem); }
      @container (max-width: 17rem) { /* large type: a product has a line of its own */
        .term { grid-template-columns: minmax(0, 1fr) 1rem minmax(0, 1fr); }
        .term > :last-child { grid-column: 1 / -1; }
        .head > :last-child { display: none; }
      }
      .formula, .words { margin: 0; min-height: 3em; }
      .formula span { white-space: nowrap; }
      svg { width: 18rem; }
      svg text { fill: currentColor; font-size: 14px; }
      .axis { stroke: currentColor; opacity: .5; }
      .curve { stroke: currentColor; stroke-width: 2; fill: none; }
      .guide { stroke: var(--activation); stroke-width: 1.5; fill: none; }
      .dot { fill: var(--activation-area); stroke: var(--activation); stroke-width: 3; }
    `;

    // ---- What needs no page. `values` are three inputs, three weights and the bias. ----

    /** The four terms of the sum: a weight times its input, three times, and the bias. */
    static products(values) {
      const inputs = values.slice(0, 3);
      return [...inputs.map((x, place) => values[3 + place] * x), values[BIAS]];
    }

    static sum(values) {
      return LinearNeuron.products(values).reduce((total, product) => total + product);
    }

    static activated(activation, sum) {
      return ACTIVATIONS[activation].of(sum);
    }

    /** The formula in parts, none of which is broken into two lines: "z = 0.5 × 1", "− 1 × 2", ... */
    static formula(values) {
      const inputs = values.slice(0, 3).map((x) => factor(short(x)));
      const weights = values.slice(3, BIAS).map((weight) => short(weight));
      return [
        `z = ${weights[0]} × ${inputs[0]}`,
        `${summand(weights[1])} × ${inputs[1]}`,
        `${summand(weights[2])} × ${inputs[2]}`,
        summand(short(values[BIAS])),
        `= ${short(LinearNeuron.sum(values))}`,
      ];
    }

    static sentence(activation, sum) {
      const { of, result } = ACTIVATIONS[activation];
      return `The weighted sum is ${short(sum)}${result(of(sum))}.`;
    }

    /** Five numbers at equal distances. */
    static marks(low, high) {
      return [0, 1, 2, 3, 4].map((place) => low + ((high - low) * place) / 4);
    }

    // ---- What is seen ----

    #start; // the values at the beginning, and the activation
    #values;
    #labels;
    #sliders;
    #products; // where the products stand, and below them the sum
    #formula;
    #words;
    #readout; // the output, large
    #activation; // the control
    #plot;

    get sum() {
      return LinearNeuron.sum(this.#values);
    }

    get output() {
      return LinearNeuron.activated(this.#activation.value, this.sum);
    }

    build(root, { inputs, weights, bias, activation }) {
      this.#start = { values: [...inputs, ...weights, bias], activation };
      this.#labels = SETTINGS.map(() => make("span", { "aria-hidden": "true" }));
      this.#sliders = SETTINGS.map((_, place) => this.#slider(place));
      this.#products = Array.from({ length: 5 }, () => span());
      this.#products[4].className = "readout";
      this.#formula = make("p", { class: "formula" });
      this.#words = make("p", { class: "words" });
      const options = Object.keys(ACTIVATIONS).map((name) => new Option(name));
      this.#activation = make("select", { change: () => this.#show() }, ...options);
      this.#plot = draw("svg", { viewBox: "0 0 300 232", role: "img" });
      const terms = make("div", { class: "terms" }, ...this.#table(), this.#formula);
      const choice = make("label", {}, "activation", this.#activation);
      this.#readout = span();
      this.#readout.className = "readout";
      const readout = make("p", { "aria-hidden": "true" }, thing("activation", "output"), this.#readout);
      const ends = make("div", { class: "ends" }, choice, readout);
      const result = make("div", { class: "result" }, ends, this.#plot, this.#words);
      const again = make("button", { type: "button", click: () => this.restart() }, "Start again");
      root.append(make("div", { class: "parts" }, terms, result), again);
      this.reserve(LONGEST);
      this.restart();
    }

    #slider(place) {
      const { kind, name, step } = SETTINGS[place];
      const stands = kind === "input" ? "input" : "weight"; // a bias is drawn as a weight is
      const input = ({ target }) => {
        this.#values[place] = target.valueAsNumber;
        this.#show();
      };
      return make("input", { type: "range", min: -3, max: 3, step, "aria-label": `${kind} ${name}`, class: `of-${stands}`, input });
    }

    /** The terms of the sum, one in a row, under a head. */
    #table() {
      const row = (kind, ...cells) => make("div", { class: `term ${kind}` }, ...cells);
      const control = (place) => make("label", {}, this.#labels[place], this.#sliders[place]);
      const products = [0, 1, 2].map((place) =>
        row("", control(place), span("×"), control(place + 3), this.#products[place]),
      );
      return [
        row("head", thing("input", "input"), span(), thing("weight", "weight"), span("product")),
        ...products,
        row("", thing("weight", "bias"), span("+"), control(BIAS), this.#products[3]),
        row("total", span("sum z"), this.#products[4]),
      ];
    }

    restart() {
      this.#values = [...this.#start.values];
      this.#values.forEach((value, place) => (this.#sliders[place].value = value));
      this.#activation.value = this.#start.activation;
      this.#show();
    }

    #show() {
      this.#values.forEach((value, place) => {
        this.#labels[place].textContent = `${SETTINGS[place].name} = ${short(value)}`;
        this.#sliders[place].setAttribute("aria-valuetext", short(value));
      });
      this.#showProducts();
      const formula = LinearNeuron.formula(this.#values);
      this.#formula.replaceChildren(...formula.flatMap((part) => [span(part), " "]));
      this.#words.textContent = ACTIVATIONS[this.#activation.value].words;
      this.#drawCurve();
      this.say(LinearNeuron.sentence(this.#activation.value, this.sum));
    }

    #showProducts() {
      LinearNeuron.products(this.#values).forEach((product, place) => {
        const words = short(product);
        this.#products[place].textContent = words === "0" || words.startsWith("−") ? words : `+${words}`;
      });
      this.#products[4].textContent = short(this.sum);
      this.#readout.textContent = short(this.output);
    }

    /** The activation's curve, with a dot where the sum is. */
    #drawCurve() {
      const { sum, output } = this;
      const activation = this.#activation.value;
      const reach = [4, 8, 16, 32].find((limit) => Math.abs(sum) <= limit);
      const sums = Array.from({ length: 129 }, (_, place) => ((place - 64) / 64) * reach);
      const curve = sums.map((z) => [z, LinearNeuron.activated(activation, z)]);
      const [low, high] = activation === "sigmoid" ? [0, 1] : [-reach, reach];
      const x = scale([-reach, reach], [AREA.left, AREA.right]);
      const y = scale([low, high], [AREA.bottom, AREA.top]);
      const across = { name: "sum z", scale: x, mark: LinearNeuron.marks(-reach, reach), words: short, through: x(0) };
      const up = { name: "output", scale: y, mark: LinearNeuron.marks(low, high), words: short, through: y(0) };
      this.#plot.replaceChildren(
        ...axes(AREA, across, up),
        draw("polyline", { class: "curve", points: points(curve, x, y) }),
        draw("path", { class: "guide", d: `M${x(sum)},${y(0)}V${y(output)}H${x(0)}` }),
        draw("circle", { class: "dot", cx: x(sum), cy: y(output), r: 6 }),
      );
      const dot = `a dot where the sum is ${short(sum)} and the output ${short(output)}`;
      this.#plot.setAttribute("aria-label", `The curve of the output over the sum z, with ${dot}.`);
    }
  }

  define("linear-neuron", LinearNeuron);
})();
