// <gradient-step>: one neuron with one input and one target; the reader takes steps down its loss, or up.
(() => {
  "use strict";
  const { BookElement, axes, define, draw, factor, label, make, points, roundMarks, scale, scientific, summand, thing } =
    window.readingDigits;

  const TOO_MUCH = 1e12; // a loss beyond this ends the steps
  const NOTHING = 1e-9; // a loss below this is called none
  const SLIDERS = {
    weight: { name: "weight at the start", kind: "weight", min: -3, max: 3, step: 0.1 },
    bias: { name: "bias at the start", kind: "weight", min: -3, max: 3, step: 0.1 }, // drawn as a weight is
    target: { name: "target", kind: "truth", min: -6, max: 6, step: 0.5 },
    rate: { name: "learning rate", kind: "nothing", min: 0.005, max: 0.3, step: 0.005 },
  };
  const AREA = { left: 46, right: 298, top: 34, bottom: 170 }; // of a plot, in units of its view box
  const HALF = 40; // points of the curve on each side of its lowest one

  const words = (value) => scientific(value);
  const inBrackets = (value) => factor(words(value));

  /**
   * The public properties are `weight` and `bias` as they are now, `loss`, and `steps`, the number of steps taken;
   * `step(count)` takes some, `restart()` goes back to what the sliders say.
   */
  class GradientStep extends BookElement {
    static style = `
      :host { padding: clamp(.75rem, 3vw, 1.25rem); }
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
      .way { stroke: var(--error); stroke-width: 1.5; stroke-dasharray: 4 4; fill: none; }
      .past { fill: var(--error-area); stroke: var(--error); stroke-width: 1.5; }
      .now { fill: var(--error); }
      .readouts { display: grid; grid-template-columns: repeat(3, auto); justify-content: start; gap: .5rem min(2.5rem, 3vw); margin: .25rem 0 .75rem; }
      .readouts > p { display: grid; margin: 0; }
      .readouts .readout { font-size: clamp(1.125rem, 5vw, 1.75rem); }
      @media (max-width: 20rem) { .readouts { grid-template-columns: 1fr; } }
    `;

    // ---- What needs no page. `at` has a weight and a bias, `settings` the input x, the target and the rate. ----

    /** How far the answer is from the target. */
    static error(at, { x, target }) {
      return at.weight * x + at.bias - target;
    }

    static loss(at, settings) {
      return GradientStep.error(at, settings) ** 2;
    }

    /** The slopes of the loss for weight and bias. */
    static slopes(at, settings) {
      const slope = 2 * GradientStep.error(at, settings);
      return { weight: slope * settings.x, bias: slope };
    }

    /** Weight and bias one step further: both move against their slopes. */
    static next(at, settings) {
      const slopes = GradientStep.slopes(at, settings);
      return { weight: at.weight - settings.rate * slopes.weight, bias: at.bias - settings.rate * slopes.bias };
    }

    /** The six lines of the calculation, from the answer to the next bias. */
    static lines(at, settings) {
      const { x, target, rate } = settings;
      const answer = at.weight * x + at.bias;
      const error = `(${words(answer)} ${summand(words(-target))})`;
      const slopes = GradientStep.slopes(at, settings);
      const moved = (old, slope) => `${words(old)} − ${words(rate)} × ${inBrackets(slope)} = ${words(old - rate * slope)}`;
      return {
        answer: `${inBrackets(at.weight)} × ${words(x)} ${summand(words(at.bias))} = ${words(answer)}`,
        loss: `${error}² = ${words(GradientStep.loss(at, settings))}`,
        "slope for w": `2 × ${error} × ${words(x)} = ${words(slopes.weight)}`,
        "slope for b": `2 × ${error} = ${words(slopes.bias)}`,
        "next w": `w ← ${moved(at.weight, slopes.weight)}`,
        "next b": `b ← ${moved(at.bias, slopes.bias)}`,
      };
    }

    /** Where we are, in words. */
    static place(at, steps, settings) {
      const when = steps === 0 ? "At the start" : `After ${steps} step${steps === 1 ? "" : "s"}`;
      const loss = words(GradientStep.loss(at, settings));
      return `${when} the weight is ${words(at.weight)}, the bias ${words(at.bias)} and the loss ${loss}`;
    }

    /** What a step has done to the loss, in words. */
    static verdict(loss, before) {
      if (loss < NOTHING) return ": the slopes are 0, and nothing moves any more.";
      if (before === null) return ".";
      if (Math.abs(loss - before) < 1e-6 * before) return ", as before: the steps jump to and fro.";
      if (loss < before) return `, down from ${words(before)}.`;
      const grows = `, up from ${words(before)}. The loss grows: the learning rate is too large for this neuron.`;
      return loss > TOO_MUCH ? `${grows} The steps end here; choose a smaller rate and start again.` : grows;
    }

    /** Round numbers between two ends, at most six of them. */
    static marks = roundMarks;

    // ---- What is seen ----

    #settings; // the input x, and what the sliders say
    #visited; // weight and loss after each step; the first of them is the start
    #lines; // where the lines of the calculation stand, by name
    #readouts; // the answer, the target and the loss, large
    #plots;
    #steppers;
    #again;

    get loss() {
      return GradientStep.loss(this, this.#settings);
    }

    get steps() {
      return this.#visited.length - 1;
    }

    build(root, settings) {
      this.#settings = settings;
      const button = (text, click) => make("button", { type: "button", click }, text);
      this.#steppers = [button("One step", () => this.step()), button("Ten steps", () => this.step(10))];
      this.#again = button("Start again", () => this.restart());
      const newPlot = () => draw("svg", { viewBox: "0 0 310 213", role: "img" });
      this.#plots = { weight: newPlot(), step: newPlot() };
      const share = `1/${words(settings.x)}`;
      const caption = `The curve shows the loss when both move together, the bias ${share} as far as the weight.`;
      root.append(
        make("div", { class: "sliders" }, ...Object.keys(SLIDERS).map((name) => this.#slider(name))),
        make("div", { class: "row" }, ...this.#steppers, this.#again),
        this.#results(),
        make("div", { class: "plots" }, this.#plots.weight, this.#plots.step),
        make("p", { class: "row" }, caption),
        this.#calculation(),
      );
      const far = { weight: -123456, bias: -123456 };
      this.reserve(GradientStep.place(far, 100, settings) + GradientStep.verdict(2 * TOO_MUCH, TOO_MUCH));
      this.restart();
    }

    #slider(setting) {
      const { name, kind, ...range } = SLIDERS[setting];
      const value = this.#settings[setting];
      const shown = make("span", { "aria-hidden": "true" }, words(value));
      const input = ({ target }) => {
        this.#settings[setting] = target.valueAsNumber;
        shown.textContent = words(target.valueAsNumber);
        if (setting === "rate") this.#show();
        else this.restart();
      };
      const slider = make("input", { type: "range", class: `of-${kind}`, ...range, value, input });
      return make("label", {}, kind === "nothing" ? name : thing(kind, name), shown, slider);
    }

    /** What is to be read at a glance. */
    #results() {
      const things = { answer: "prediction", target: "truth", loss: "error" };
      this.#readouts = {};
      const parts = Object.entries(things).map(([name, kind]) => {
        this.#readouts[name] = make("span", { class: "readout" });
        return make("p", {}, thing(kind, name), this.#readouts[name]);
      });
      return make("div", { class: "readouts", "aria-hidden": "true" }, ...parts);
    }

    #calculation() {
      const list = make("dl", {}, make("dt", {}, "input"), make("dd", {}, `x = ${words(this.#settings.x)}`));
      this.#lines = {};
      const names = ["answer", "loss", "slope for w", "slope for b", "next w", "next b"];
      for (const name of names) {
        this.#lines[name] = make("dd");
        list.append(make("dt", {}, name), this.#lines[name]);
      }
      return list;
    }

    /** Back to what the sliders say. */
    restart() {
      this.weight = this.#settings.weight;
      this.bias = this.#settings.bias;
      this.#visited = [[this.weight, this.loss]];
      this.#show();
    }

    /** Take some steps, or fewer where the loss becomes too large. */
    step(count = 1) {
      const before = this.loss;
      for (let taken = 0; taken < count && this.loss <= TOO_MUCH; taken++) {
        const { weight, bias } = GradientStep.next(this, this.#settings);
        this.weight = weight;
        this.bias = bias;
        this.#visited.push([weight, this.loss]);
      }
      this.#show(before);
    }

    /** Bring everything to where we are; after a step, say also what it did to the loss. */
    #show(before = null) {
      const lines = GradientStep.lines(this, this.#settings);
      for (const [name, line] of Object.entries(lines)) this.#lines[name].textContent = line;
      const { x, target } = this.#settings;
      const results = { answer: this.weight * x + this.bias, target, loss: this.loss };
      for (const [name, result] of Object.entries(results)) this.#readouts[name].textContent = words(result);
      this.#drawPlots();
      const hasEnded = this.loss > TOO_MUCH;
      if (hasEnded && this.#steppers.includes(this.shadowRoot.activeElement)) this.#again.focus();
      for (const button of this.#steppers) button.disabled = hasEnded;
      const place = GradientStep.place(this, this.steps, this.#settings);
      this.say(place + GradientStep.verdict(this.loss, before));
    }

    // ---- The plots ----

    /** The loss over the weight and over the steps. */
    #drawPlots() {
      const top = Math.max(4, 3 * this.#visited[0][1]);
      const curve = this.#curve(top);
      this.#drawPlot("weight", [curve[0][0], curve.at(-1)[0]], top, this.#visited, curve);
      const losses = this.#visited.map(([, loss], step) => [step, loss]);
      this.#drawPlot("step", [0, Math.max(10, this.steps)], top, losses, []);
    }

    /** The parabola on which all steps lie, as bias and weight move together. */
    #curve(top) {
      const { x, weight, bias, target } = this.#settings;
      const slope = x + 1 / x; // the error changes by so much where the weight changes by 1
      const lowest = weight - (weight * x + bias - target) / slope;
      const errors = Array.from({ length: 2 * HALF + 1 }, (_, place) => (place / HALF - 1) * Math.sqrt(top));
      return errors.map((error) => [lowest + error / slope, error ** 2]);
    }

    /** One plot of the loss; points beyond it become arrows at its upper edge. */
    #drawPlot(name, [low, high], top, visited, curve) {
      const across = scale([low, high], [AREA.left, AREA.right]);
      const upward = scale([0, top], [AREA.bottom, AREA.top]);
      const x = (value) => across(Math.min(Math.max(value, low), high));
      const y = (loss) => upward(Math.min(loss, top));
      const isFirstBeyond = (place) => place > 0 && visited[place - 1][1] <= top;
      const inside = visited.filter(([, loss], place) => loss <= top || isFirstBeyond(place));
      const beyond = visited.filter(([, loss]) => loss > top).length;
      const spots = visited.map(([value, loss], place) => {
        const kind = place === visited.length - 1 ? "now" : "past";
        if (loss > top) return draw("path", { class: kind, d: `M${x(value)},${AREA.top - 10}l6,10h-12z` });
        return draw("circle", { class: kind, cx: x(value), cy: y(loss), r: kind === "now" ? 6 : 4 });
      });
      this.#plots[name].replaceChildren(
        ...axes(
          AREA,
          { name, scale: x, mark: GradientStep.marks(low, high), words, through: AREA.left },
          { name: "loss", scale: y, mark: GradientStep.marks(0, top), words, through: AREA.bottom },
        ),
        label(AREA.right, 14, "end", beyond ? `▲ off the chart: ${beyond}` : ""),
        draw("polyline", { class: "curve", points: points(curve, x, y) }),
        draw("polyline", { class: "way", points: points(inside, x, y) }),
        ...spots,
      );
      const counts = `Points: ${visited.length}; off the chart: ${beyond}.`;
      this.#plots[name].setAttribute("aria-label", `The loss over the ${name}. ${counts}`);
    }
  }

  define("gradient-step", GradientStep);
})();
