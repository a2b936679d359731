// From the drawing to what the network sees: a row of small pictures, each behind a stage that can be switched off.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { Painter, SIDE, inkColor, make, paintPicture, short } = window.readingDigits;

    const STEPS = {
      scale: "Scale to 20\u00a0×\u00a020",
      center: "Center by mass",
      even: "Even stroke width",
      standardize: "Standardize",
    };
    const OF_STROKES = ["scale", "center", "even"]; // the steps that an image has behind it
    const DRAWN = "Tap a picture to switch its stage off.";
    const PREPARED = "This digit has three stages behind it; they wait for a drawing of yours.";

    const STYLE = `
      .chain { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; margin: .25rem 0 0; padding: 0; list-style: none; }
      .chain li { position: relative; font-size: .875rem; line-height: 1.25; }
      .chain li + li::before { content: "↓"; position: absolute; left: 1.5rem; top: -1.25rem; line-height: 1.25rem; font-size: 1rem; }
      .chain li, .chain label { display: flex; flex-wrap: nowrap; gap: .75rem; align-items: center; }
      .chain canvas { flex: none; width: 4rem; margin: 0; cursor: inherit; }
      .chain label { flex: 1; min-height: 0; cursor: pointer; }
      .chain .step { display: flex; gap: .5rem; align-items: center; }
      .chain input { flex: none; }
      .chain .words { min-width: 0; }
      .chain .detail { display: block; }
      .chain .left-out canvas, .chain .waiting canvas { opacity: .35; border-style: dashed; }
      .chain .waiting label { cursor: default; }
      .either { display: grid; margin: 0; font-size: .875rem; }
      .either > * { grid-area: 1 / 1; }
      .either > .other { visibility: hidden; }
      @container (min-width: 34rem) {
        .chain { grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 0 1.5rem; }
        .chain li { font-size: .8125rem; }
        .chain li, .chain label { display: block; }
        .chain canvas { width: 100%; margin: 0 0 .25rem; }
        .chain .step { gap: .375rem; align-items: flex-start; }
        .chain .words { min-height: 2.5em; }
        .chain li + li::before { content: "→"; left: -1.25rem; top: 2.75rem; }
      }
    `;

    /** A picture of the digit, and what was done to get it. */
    class Stage {
      #canvas = make("canvas", { class: "shades", width: SIDE, height: SIDE, "aria-hidden": "true" });
      #box = null;
      #detail = make("span", { class: "detail" });

      constructor(text, change) {
        if (!change) {
          this.element = make("li", {}, this.#canvas, make("span", { class: "step" }, text));
          return;
        }
        this.#box = make("input", { type: "checkbox", checked: true, change });
        const words = make("span", { class: "words" }, text, this.#detail);
        const step = make("span", { class: "step" }, this.#box, words);
        this.element = make("li", {}, make("label", {}, this.#canvas, step));
      }

      get isChosen() {
        return this.#box.checked;
      }

      /** Say what is shown; a stage that waits has done nothing to it. A name is for those who cannot see it. */
      show({ isWaiting = false, name = null, detail = "" } = {}) {
        this.#detail.textContent = detail;
        if (this.#box) this.#box.disabled = isWaiting;
        this.element.className = isWaiting ? "waiting" : this.#box && !this.isChosen ? "left-out" : "";
        if (name) {
          this.#canvas.removeAttribute("aria-hidden");
          this.#canvas.setAttribute("role", "img");
          this.#canvas.setAttribute("aria-label", name);
        }
      }

      paint(image) {
        paintPicture(this.#canvas, image, [SIDE, SIDE, 1], inkColor);
      }
    }

    class Preparation {
      static style = STYLE;

      #drawn = new Stage("As drawn");
      #stages = {};
      #notes = [make("span", {}, DRAWN), make("span", {}, PREPARED)];
      #standard; // the mean and the standard deviation of the training pixels
      #reading; // what is shown

      constructor(standard, change) {
        this.#standard = standard;
        for (const [step, text] of Object.entries(STEPS)) this.#stages[step] = new Stage(text, change);
        const stages = [this.#drawn, ...Object.values(this.#stages)].map(({ element }) => element);
        this.element = make(
          "fieldset",
          {},
          make("legend", {}, "From the drawing to what the network sees"),
          make("p", { class: "either" }, ...this.#notes),
          make("ol", { class: "chain" }, ...stages),
        );
        this.painter = new Painter(this.element, () => this.#paint());
      }

      /** Which steps are to be taken. */
      get chosen() {
        return Object.fromEntries(Object.entries(this.#stages).map(([step, stage]) => [step, stage.isChosen]));
      }

      /** What the network is given for pixels from 0 (paper) to 1 (ink). */
      inputsOf(pixels) {
        const { mean, std } = this.#standard;
        const isStandard = this.#stages.standardize.isChosen;
        return Array.from(pixels, (pixel) => (isStandard ? (255 * pixel - mean) / std : 255 * pixel));
      }

      /** Show the images on the way; a test digit or a picture, which is one image alone, has the steps of strokes behind it. */
      show(reading) {
        const { isEmpty, isImage } = reading;
        this.#reading = reading;
        OF_STROKES.forEach((step) => this.#stages[step].show({ isWaiting: isImage }));
        const name = isEmpty ? "No ink" : "What the network sees: 28 by 28 pixels";
        const [low, high] = this.inputsOf([0, 1]);
        const detail = `${short(low, 1)} to ${short(high, 1)}`;
        this.#stages.standardize.show({ name, detail });
        this.#notes.forEach((note, k) => note.classList.toggle("other", isImage !== (k === 1)));
        this.painter.soon();
      }

      #paint() {
        const [asDrawn, ...others] = this.#reading.stages();
        this.#drawn.paint(asDrawn);
        Object.values(this.#stages).forEach((stage, k) => stage.paint(others[k] ?? others.at(-1)));
      }
    }

    return { Preparation };
  })(),
);
