// <gradient-step>: one neuron with one input and one target; the reader takes steps down its loss, or up.
(() => {
  "use strict";
  const { BookElement, define, draw, make, number } = window.readingDigits;

  const TOO_MUCH = 1e12; // a loss beyond this ends the steps
  const SLIDERS = {
    weight: ["weight at the start", { min: -3, max: 3, step: 0.1 }],
    bias: ["bias at the start", { min: -3, max: 3, step: 0.1 }],
    target: ["target", { min: -6, max: 6, step: 0.5 }],
    rate: ["learning rate", { min: 0.005, max: 0.3, step: 0.005 }],
  };
  const LINES = ["answer", "loss", "slope for w", "slope for b", "next w", "next b"];
  const [LEFT, RIGHT, TOP, BOTTOM] = [46, 298, 34, 170]; // of a plot, in units of its view box

  /** A number with at most four places, or as 1.2 × 10⁶ where that would hide it or need too much room. */
  function short(value) {
    const size = Math.abs(value);
    if (size < 1e-9) return "0";
    if (size >= 5e-5 && size < 1e5) return String(Number(value.toFixed(4))).replace("-", "−");
    const [digits, power] = value.toExponential(1).split("e");
    const raised = power.replace("+", "").replace(/./g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]));
    return `${number(Number(digits), 1)}\u00a0×\u00a010${raised}`; // kept on one line
  }
  const inner = (value) => (/[−×]/.test(short(value)) ? `(${short(value)})` : short(value));
  const plus = (value) => `${value < 0 ? "−" : "+"} ${inner(Math.abs(value))}`;

  /** Round numbers between two ends, at most six of them. */
  function marks(low, high) {
    const power = 10 ** Math.floor(Math.log10((high - low) / 5));
    const step = [1, 2, 5, 10].map((times) => times * power).find((size) => (high - low) / size <= 5);
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
  }

  class GradientStep extends BookElement {
    static style = `
      .sliders, .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); }
      .sliders, .plots { gap: 0 1.5rem; }
      .sliders label { display: grid; grid-template-columns: 1fr auto; gap: 0; }
      .sliders input { grid-column: 1 / 3; width: 100%; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .125rem 1rem; margin: .5rem 0 .75rem; }
      dd { margin: 0; overflow-wrap: anywhere; }
      .row { gap: .375rem; }
      .row button { padding: .25rem .5rem; }
      .plots > svg { width: 100%; max-width: 22rem; margin: 0 auto; }
      text { fill: currentColor; font-size: 14px; }
      .axis { stroke: currentColor; opacity: .5; fill: none; }
      .curve { stroke: currentColor; stroke-width: 2; fill: none; }
      .way { stroke: var(--accent); fill: none; }
      .past { fill: var(--ground); stroke: var(--accent); stroke-width: 1.5; }
      .now { fill: var(--accent); }
    `;

    get loss() {
      return (this.weight * this.x + this.bias - this.settings.target) ** 2;
    }

    get steps() {
      return this.visited.length - 1;
    }

    build(root, { x, ...settings }) {
      this.x = x;
      this.settings = settings;
      const labels = Object.entries(SLIDERS).map(([name, [text, range]]) => {
        const value = make("span", { "aria-hidden": "true" }, short(settings[name]));
        const input = ({ target }) => {
          this.settings[name] = target.valueAsNumber;
          value.textContent = short(target.valueAsNumber);
          name === "rate" ? this.show() : this.restart();
        };
        const slider = make("input", { type: "range", ...range, value: settings[name], input });
        return make("label", {}, text, value, slider);
      });
      this.values = LINES.map(() => make("dd"));
      const lines = LINES.flatMap((name, i) => [make("dt", {}, name), this.values[i]]);
      this.plots = [0, 1].map(() => draw("svg", { viewBox: "0 0 310 210", role: "img" }));
      const button = (text, click) => make("button", { type: "button", click }, text);
      this.steppers = [button("One step", () => this.step()), button("Ten steps", () => this.step(10))];
      this.again = button("Start again", () => this.restart());
      const caption = `The curve shows the loss when both move together, the bias 1/${short(x)} as far as the weight.`;
      root.append(
        make("div", { class: "sliders" }, ...labels),
        make("dl", {}, make("dt", {}, "input"), make("dd", {}, `x = ${short(x)}`), ...lines),
        make("div", { class: "row" }, ...this.steppers, this.again),
        make("div", { class: "plots" }, ...this.plots),
        make("p", { class: "row" }, caption),
      );
      this.restart();
      this.status.textContent = this.sentence(); // at once: what stands there from the start need not be spoken
    }

    /** Back to what the sliders say. */
    restart() {
      ({ weight: this.weight, bias: this.bias } = this.settings);
      this.visited = [[this.weight, this.loss]];
      this.show();
    }

    /** Take some steps: weight and bias move against their slopes. */
    step(count = 1) {
      const before = this.loss;
      for (let i = 0; i < count && this.loss <= TOO_MUCH; i++) {
        const slope = 2 * (this.weight * this.x + this.bias - this.settings.target);
        this.weight -= this.settings.rate * slope * this.x;
        this.bias -= this.settings.rate * slope;
        this.visited.push([this.weight, this.loss]);
      }
      this.show(before);
    }

    /** Where we are; after a step also what it did to the loss. */
    sentence(before = null) {
      const { steps, loss } = this;
      const when = steps === 0 ? "At the start" : `After ${steps} step${steps === 1 ? "" : "s"}`;
      const values = `the weight is ${short(this.weight)}, the bias ${short(this.bias)} and the loss ${short(loss)}`;
      const found = `${when} ${values}`;
      if (loss < 1e-9) return `${found}: the slopes are 0, and nothing moves any more.`;
      if (before === null) return `${found}.`;
      if (Math.abs(loss - before) < 1e-6 * before) return `${found}, as before: the steps jump to and fro.`;
      if (loss < before) return `${found}, down from ${short(before)}.`;
      const grows = "The loss grows: the learning rate is too large for this neuron.";
      const end = loss > TOO_MUCH ? " The steps end here; choose a smaller rate and start again." : "";
      return `${found}, up from ${short(before)}. ${grows}${end}`;
    }

    show(before = null) {
      const { x, weight, bias, loss } = this;
      const { target, rate } = this.settings;
      const answer = weight * x + bias;
      const [error, slope] = [`(${short(answer)} ${plus(-target)})`, 2 * (answer - target)];
      const next = (old, its) => `${short(old)} − ${short(rate)} × ${inner(its)} = ${short(old - rate * its)}`;
      [
        `${inner(weight)} × ${short(x)} ${plus(bias)} = ${short(answer)}`,
        `${error}² = ${short(loss)}`,
        `2 × ${error} × ${short(x)} = ${short(slope * x)}`,
        `2 × ${error} = ${short(slope)}`,
        `w ← ${next(weight, slope * x)}`,
        `b ← ${next(bias, slope)}`,
      ].forEach((line, i) => (this.values[i].textContent = line));
      this.drawPlots();
      if (loss > TOO_MUCH && this.steppers.includes(this.shadowRoot.activeElement)) this.again.focus();
      for (const button of this.steppers) button.disabled = loss > TOO_MUCH;
      this.say(this.sentence(before));
    }

    /** The loss over the weight and over the steps; all steps lie on one parabola, as bias and weight move together. */
    drawPlots() {
      const [weight, loss] = this.visited[0];
      const top = Math.max(4, 3 * loss);
      const bend = this.x + 1 / this.x; // the error changes by so much where the weight changes by 1
      const bottom = weight - (weight * this.x + this.settings.bias - this.settings.target) / bend;
      const errors = Array.from({ length: 81 }, (_, i) => (i / 40 - 1) * Math.sqrt(top));
      const curve = errors.map((error) => [bottom + error / bend, error ** 2]);
      this.drawPlot(this.plots[0], "weight", [curve[0][0], curve[80][0]], top, this.visited, curve);
      const losses = this.visited.map((point, step) => [step, point[1]]);
      this.drawPlot(this.plots[1], "step", [0, Math.max(10, this.steps)], top, losses, []);
    }

    /** One plot of the loss; points beyond it become arrows at its upper edge. */
    drawPlot(svg, name, [low, high], top, points, curve) {
      const x = (value) => LEFT + Math.min(1, Math.max(0, (value - low) / (high - low))) * (RIGHT - LEFT);
      const y = (loss) => BOTTOM - Math.min(1, loss / top) * (BOTTOM - TOP);
      const places = (pairs) => pairs.map(([a, loss]) => `${x(a)},${y(loss)}`).join(" ");
      const inside = points.filter(([, loss], i) => loss <= top || (i > 0 && points[i - 1][1] <= top));
      const text = (at, up, anchor, words) => draw("text", { x: at, y: up, "text-anchor": anchor }, words);
      const spots = points.map(([a, loss], i) => {
        const kind = i === points.length - 1 ? "now" : "past";
        if (loss > top) return draw("path", { class: kind, d: `M${x(a)},${TOP - 10}l6,10h-12z` });
        return draw("circle", { class: kind, cx: x(a), cy: y(loss), r: kind === "now" ? 6 : 4 });
      });
      const beyond = points.filter(([, loss]) => loss > top).length;
      svg.replaceChildren(
        draw("path", { class: "axis", d: `M${LEFT},${TOP}V${BOTTOM}H${RIGHT}` }),
        ...marks(0, top).map((loss) => text(LEFT - 6, y(loss) + 5, "end", short(loss))),
        ...marks(low, high).map((at) => text(x(at), BOTTOM + 18, "middle", short(at))),
        text(0, 14, "start", "loss"),
        text(RIGHT, BOTTOM + 36, "end", name),
        text(RIGHT, 14, "end", beyond ? `▲ off the chart: ${beyond}` : ""),
        draw("polyline", { class: "curve", points: places(curve) }),
        draw("polyline", { class: "way", points: places(inside) }),
        ...spots,
      );
      svg.setAttribute("aria-label", `The loss over the ${name}. Points: ${points.length}; off the chart: ${beyond}.`);
    }
  }

  define("gradient-step", GradientStep);
})();
