// Curves of a training, over steps: each mark of their axis is ten times the one before; labels stand at their ends.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { draw, label, points, scale } = window.readingDigits;

    const AREA = { left: 34, right: 258, top: 30, bottom: 146 }; // of the curves, in units of the view box
    const VIEW = "0 0 340 166";
    const STEPS = [0, 1, 10, 100, 1000, 10000]; // marks along the axis
    const GAP = 32; // between two labels, which have two lines each
    const MARGIN = AREA.right + 12; // where labels begin

    /** How far a step lies along the axis: from 0 to 1 half as far as from 1 to 10. */
    function along(steps) {
      return steps < 1 ? 0.5 * steps : 0.5 + Math.log10(steps);
    }

    /** Two heights of labels, moved apart where they are too near, and kept between `top` and `bottom`. */
    function apart(one, other, top, bottom) {
      const lack = Math.max(0, GAP - Math.abs(one - other)) / 2;
      const [upper, lower] = one <= other ? [one - lack, other + lack] : [one + lack, other - lack];
      const low = Math.min(upper, lower);
      const high = Math.max(upper, lower);
      const shift = Math.max(0, top - low) - Math.max(0, high - bottom);
      return [upper + shift, lower + shift];
    }

    /**
     * A plot of two curves, for training and validation, and of the validation curve of the run before.
     *
     * `name` stands above. Values go from 0 to `top`, and `mark` has those to mark; `words` puts one into words.
     * `guess` is the value of a guess, and `kind` the class of the plot.
     */
    class Curves {
      #top;
      #words;
      #x = scale([0, along(STEPS.at(-1))], [AREA.left, AREA.right]);
      #y;
      #lines = {};
      #dots = {};
      #labels = {};
      #name;

      constructor({ name, top, mark, words, guess, kind }) {
        this.#name = name;
        this.#top = top;
        this.#words = words;
        this.#y = scale([0, top], [AREA.bottom, AREA.top]);
        this.svg = draw("svg", { viewBox: VIEW, role: "img", class: kind });
        this.svg.append(...this.#axes(mark, guess));
        for (const which of ["former", "training", "validation"]) {
          this.#lines[which] = draw("polyline", { class: which });
          this.svg.append(this.#lines[which]);
        }
        for (const which of ["training", "validation"]) this.#addEnd(which);
        this.svg.append(
          draw("text", { class: "halo", x: AREA.right, y: this.#y(guess) - 4, "text-anchor": "end" }, "a guess"),
        );
      }

      #axes(mark, guess) {
        const { left, right, top, bottom } = AREA;
        const across = STEPS.map((steps) =>
          label(this.#x(along(steps)), bottom + 16, "middle", steps < 1000 ? String(steps) : `${steps / 1000},000`),
        );
        const up = mark.flatMap((value) => [
          draw("path", { class: "grid", d: `M${left},${this.#y(value)}H${right}` }),
          label(left - 10, this.#y(value) + 4, "end", String(value)),
        ]);
        const guessed = this.#y(guess);
        return [
          ...up,
          ...across,
          draw("path", { class: "axis", d: `M${left},${bottom}H${right}` }),
          draw("path", { class: "guess", d: `M${left},${guessed}H${right}` }),
          draw("text", { class: "name", x: 0, y: 14 }, this.#name),
          label(MARGIN + 18, bottom + 16, "start", "steps"),
        ];
      }

      #addEnd(which) {
        const value = draw("tspan", { class: "value", x: MARGIN, dy: 15 });
        const words = draw("text", { class: which, x: MARGIN }, which, value);
        const way = draw("path", { class: `way ${which}` });
        const dot = draw("circle", { class: `dot ${which}`, r: which === "training" ? 3 : 4 });
        this.#labels[which] = { words, value, way };
        this.#dots[which] = dot;
        this.svg.append(way, dot, words);
      }

      /** Show lists of `[steps, training, validation]`: those of this run, and those of the one before. */
      show(run, former) {
        const height = (value) => this.#y(Math.min(value, this.#top));
        const line = (list, place) =>
          points(
            list.map((point) => [point[0], point[place]]),
            (s) => this.#x(along(s)),
            height,
          );
        this.#lines.training.setAttribute("points", line(run, 1));
        this.#lines.validation.setAttribute("points", line(run, 2));
        this.#lines.former.setAttribute("points", line(former, 2));
        const last = run.at(-1);
        if (last) this.#showEnds(last, height);
      }

      #showEnds([steps, ...values], height) {
        const [training, validation] = values.map((value) => this.#words(value));
        const words = `At step ${steps}: training ${training}, validation ${validation}.`;
        this.svg.setAttribute("aria-label", `${this.#name} over the steps. ${words}`);
        const x = this.#x(along(steps));
        const places = apart(height(values[0]), height(values[1]), AREA.top, AREA.bottom - 14);
        ["training", "validation"].forEach((which, k) => {
          const { words, value, way } = this.#labels[which];
          const y = height(values[k]);
          this.#dots[which].setAttribute("cx", x);
          this.#dots[which].setAttribute("cy", y);
          words.setAttribute("y", places[k]);
          value.textContent = `${this.#words(values[k])}${values[k] > this.#top ? " ▲" : ""}`;
          way.setAttribute("d", `M${x + 6},${y}H${AREA.right - 4}L${MARGIN - 4},${places[k] - 1}`);
        });
      }
    }

    return { Curves, along, apart };
  })(),
);
