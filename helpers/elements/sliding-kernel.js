// <sliding-kernel>: nine weights slide over a digit. At each place they are multiplied with the nine pixels below them,
// the products are added up, and the sums make a map. The reader sets the weights, and leads the window.
(() => {
  "use strict";
  const { BookElement, SIDE, SOFTWARE, activationColor, bytes, clamp, define, fullAt, inkColor, make, number, oneDigit,
    short, signedColor, thing, unpackImage } = window.readingDigits;

  const WIDTH = 3; // of a kernel, in pixels
  const FRAME = 1; // pixels around a picture, into which a window may reach where there is padding
  const UNITS = SIDE + 2 * FRAME;
  const FINENESS = 16; // points of a canvas along the side of a pixel
  const FAINT = 0.25; // below it, a negative number has no mark of its own
  const MOST = 9; // the largest weight that can be typed in
  const SLIDING_TIME = 6000; // milliseconds in which the window slides over a whole digit
  const LONG_STEP = 3; // of the window by keyboard, with Shift
  const OWN = "your own";
  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const HELP = "By keyboard, on the digit: the arrow keys move the window, with Shift in larger steps.";
  const LONGEST = "Row 28, column 28: nine products add up to −81.00, and ReLU makes 0.00 of it. The map has 26 × 26 values.";

  const STYLE = `
    :host { container-type: inline-size; }
    .row { gap: .25rem .75rem; }
    .options label { white-space: nowrap; }
    .scene { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem 1rem; }
    .arrow { display: none; }
    figure { margin: 0; min-width: 0; }
    figcaption { font-size: .875rem; line-height: 1.3; min-height: 2.6em; }
    @container (min-width: 34rem) {
      figcaption { min-height: 1.3em; }
      .scene { grid-template-columns: minmax(0, 19rem) auto minmax(0, 19rem); align-items: center; justify-content: space-between; }
      .arrow { display: block; width: 1.5rem; text-align: center; font-size: 1.5rem; }
      .sum-up { justify-content: space-between; }
    }
    canvas { width: 100%; aspect-ratio: 1; border: 1px solid #b8b8b8; border-radius: .25rem; background: #fff; }
    canvas { forced-color-adjust: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; cursor: crosshair; }
    .digit canvas { touch-action: none; }
    .map canvas { touch-action: pan-y pinch-zoom; }
    .sum-up { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; margin: .5rem 0 0; }
    .together { display: flex; gap: .5rem; align-items: center; }
    .sign { width: 1rem; text-align: center; font-size: 1.25rem; line-height: 1; }
    .nine { display: grid; grid-template-columns: repeat(3, 2.5rem); }
    .kernel, .products { grid-template-columns: repeat(3, 2.75rem); }
    .nine p { grid-column: 1 / -1; margin: 0; font-size: .875rem; line-height: 1.5; white-space: nowrap; }
    .cell { position: relative; height: 2.75rem; padding-bottom: .25rem; border: 1px solid var(--edge); margin: 0 -1px -1px 0; }
    .cell { display: grid; place-items: center; font-size: .875rem; white-space: nowrap; }
    @container (min-width: 34rem) { .nine { grid-template-columns: repeat(3, 3.25rem); } }
    .nine i { position: absolute; inset: auto 0 0; height: .4375rem; filter: var(--figure-image, none); forced-color-adjust: none; }
    .nine input { position: absolute; inset: 0; width: 100%; min-width: 0; height: 100%; min-height: 0; padding: 0 0 .25rem; text-align: center; }
    .nine input { font-size: .875rem; border: 0; border-radius: 0; background: transparent; appearance: textfield; }
    .nine input::-webkit-inner-spin-button, .nine input::-webkit-outer-spin-button { appearance: none; margin: 0; }
    .result p { margin: 0; line-height: 1.3; }
    .result { width: 8.5rem; }
    .result .after { min-height: 1.3em; }
    .note { margin: .25rem 0 0; font-size: .8125rem; line-height: 1.4; }
    @media print { .row, #help { display: none; } .nine input { appearance: textfield; } }
  `;

  /** A picture of numbers on a canvas that has room for a frame around it. */
  class Picture {
    #context;

    constructor(attributes) {
      const side = UNITS * FINENESS;
      this.canvas = make("canvas", { width: side, height: side, ...attributes });
      this.#context = this.canvas.getContext("2d", SOFTWARE);
    }

    clear() {
      this.#context.fillStyle = "#fff";
      this.#context.fillRect(0, 0, UNITS * FINENESS, UNITS * FINENESS);
    }

    /** Fill squares of one pixel; [row, column] of the first, counted from the corner of the frame. */
    show(values, columns, [top, left], colorOf, hasSigns = false) {
      const context = this.#context;
      values.forEach((value, place) => {
        const [x, y] = [(left + (place % columns)) * FINENESS, (top + Math.floor(place / columns)) * FINENESS];
        context.fillStyle = `rgb(${colorOf(value).map(Math.round).join()})`;
        context.fillRect(x, y, FINENESS, FINENESS);
        if (!hasSigns || value >= -FAINT) return;
        context.fillStyle = "rgba(255, 255, 255, 0.75)";
        context.fillRect(x + 4, y + FINENESS / 2 - 1, FINENESS - 8, 2);
      });
    }

    /** A line around some pixels: dashed for an edge, in two colors for a mark that is seen on paper and on ink. */
    outline([top, left], size, isMark) {
      const context = this.#context;
      const [x, y, side] = [left, top, size].map((each) => each * FINENESS);
      context.setLineDash(isMark ? [] : [6, 6]);
      for (const [color, width] of isMark ? [["#fff", 10], ["#000", 5]] : [["#999", 2]]) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.strokeRect(x, y, side, side);
      }
    }

    /** Where an event happened, in pixels from the corner of the frame: [row, column]. */
    placeOf({ clientX, clientY }) {
      const { left, top, width, height } = this.canvas.getBoundingClientRect();
      return [(UNITS * (clientY - top)) / height, (UNITS * (clientX - left)) / width];
    }
  }

  /** `kernel` has the nine weights, `map` all values of the map, `place` the row and column of the window in it. */
  class SlidingKernel extends BookElement {
    static style = STYLE;

    // ---- What needs no page ----

    /** How many places a window has along a side, and how many pixels of the frame come before the first, as in Keras. */
    static layout({ stride, isPadded }) {
      if (!isPadded) return { stride, before: 0, count: Math.floor((SIDE - WIDTH) / stride) + 1 };
      const count = Math.ceil(SIDE / stride);
      return { stride, before: Math.floor(((count - 1) * stride + WIDTH - SIDE) / 2), count };
    }

    /** The nine pixels below the window at a place; beyond the edge there is paper. */
    static patch(pixels, [row, column], { stride, before }) {
      return Array.from({ length: WIDTH * WIDTH }, (_, k) => {
        const [y, x] = [row * stride - before + Math.floor(k / WIDTH), column * stride - before + (k % WIDTH)];
        return y >= 0 && y < SIDE && x >= 0 && x < SIDE ? pixels[y * SIDE + x] : 0;
      });
    }

    static sumOf(patch, kernel) {
      return patch.reduce((sum, pixel, k) => sum + pixel * kernel[k], 0);
    }

    /** All values of the map, row by row. */
    static mapOf(pixels, kernel, layout, hasReLU = false) {
      const sums = Float64Array.from({ length: layout.count ** 2 }, (_, place) => {
        const at = [Math.floor(place / layout.count), place % layout.count];
        return SlidingKernel.sumOf(SlidingKernel.patch(pixels, at, layout), kernel);
      });
      return hasReLU ? sums.map((sum) => Math.max(sum, 0)) : sums;
    }

    /** The place of the largest value, as row and column; the first of equals. */
    static strongest(map, count) {
      const place = map.indexOf(Math.max(...map));
      return [Math.floor(place / count), place % count];
    }

    static inWords([row, column], sum, { count, hasReLU }) {
      const after = hasReLU ? `, and ReLU makes ${number(Math.max(sum, 0))} of it` : "";
      return `Row ${row}, column ${column}: nine products add up to ${number(sum)}${after}. The map has ${count} × ${count} values.`;
    }

    // ---- State ----

    #images;
    #labels;
    #presets; // the weights of each kernel that has a name
    #own = null; // the last weights that the reader set
    #kernel;
    #pixels;
    #map;
    #place; // of the window: row and column in the map
    #done; // how many values of the map are shown
    #frame = null; // the next one while the window slides
    #watch = null; // sees when the digit comes into view for the first time

    // parts
    #choice;
    #kernels;
    #options;
    #digit;
    #picture;
    #inputs;
    #cells;
    #result;
    #caption;

    build(root, { images, labels, kernels, kernel, relu }) {
      this.#images = bytes(images);
      this.#labels = labels;
      this.#presets = new Map(kernels);
      root.append(this.#head(kernel), this.#toggles(relu), this.#scene(), this.#sumUp());
      root.append(make("p", { class: "note help", id: "help" }, HELP));
      this.reserve(LONGEST);
      this.#setKernel(this.#presets.get(kernel));
      this.#playOnceSeen();
    }

    disconnectedCallback() {
      this.#watch?.disconnect();
      this.#stop();
    }

    get kernel() {
      return [...this.#kernel];
    }

    get map() {
      return Array.from(this.#map);
    }

    get place() {
      return [...this.#place];
    }

    /** Whether the window slides by itself. */
    get slides() {
      return this.#frame !== null;
    }

    // ---- Layout ----

    #head(kernel) {
      const digits = this.#labels.map((label, place) => new Option(oneDigit(label), place));
      this.#choice = make("select", { change: () => this.#changed() }, ...digits);
      const names = [...this.#presets.keys(), OWN].map((name) => new Option(name, name, false, name === kernel));
      this.#kernels = make("select", { change: () => this.#choose() }, ...names);
      const slide = make("button", { type: "button", click: () => this.#slide() }, "Slide");
      const parts = [make("label", {}, "Digit", this.#choice), make("label", {}, "Kernel", this.#kernels)];
      return make("div", { class: "row" }, ...parts, ...(this.#isStill ? [] : [slide])); // which does nothing but move
    }

    #toggles(relu) {
      const box = (checked) => make("input", { type: "checkbox", checked, change: () => this.#changed() });
      this.#options = { relu: box(relu), padding: box(false), stride: box(false) };
      const names = { relu: "ReLU", padding: "padding", stride: "stride 2" };
      const labels = Object.entries(names).map(([name, words]) => make("label", {}, this.#options[name], words));
      return make("div", { class: "row options" }, ...labels);
    }

    #scene() {
      const lead = (picture, offset) => (event) => this.#point(picture().placeOf(event), offset());
      const listen = (act) => ({ pointerdown: act, pointermove: act });
      const overDigit = lead(() => this.#digit, () => this.#firstWindow);
      const overMap = lead(() => this.#picture, () => null);
      this.#digit = new Picture({
        tabindex: 0,
        role: "slider",
        "aria-label": "Where the window lies",
        "aria-describedby": "help",
        "aria-valuemin": 1,
        keydown: (event) => this.#keyDown(event),
        ...listen(overDigit),
      });
      this.#picture = new Picture({ role: "img", ...listen(overMap) });
      this.#caption = make("span");
      const digit = make("figure", { class: "digit" }, this.#digit.canvas, make("figcaption", {}, thing("input", "digit and window")));
      const map = make("figure", { class: "map" }, this.#picture.canvas, make("figcaption", {}, this.#caption));
      const arrow = make("span", { class: "arrow", "aria-hidden": "true" }, "→");
      return make("div", { class: "scene" }, digit, arrow, map);
    }

    /** The nine pixels, the nine weights, their products, and the sum. */
    #sumUp() {
      this.#inputs = Array.from({ length: WIDTH * WIDTH }, (_, k) =>
        make("input", {
          type: "number", min: -MOST, max: MOST, step: 0.5, inputmode: "text", input: () => this.#typed(),
          "aria-label": `weight, row ${Math.floor(k / WIDTH) + 1}, column ${(k % WIDTH) + 1}`,
        }));
      const cells = (parts) => parts.map((part) => make("div", { class: "cell" }, part, make("i")));
      this.#cells = { patch: cells(Array(9).fill("")), kernel: cells(this.#inputs), products: cells(Array(9).fill("")) };
      const nine = (name, caption) => {
        const label = make("p", { id: name }, caption);
        return make("div", { class: `nine ${name}`, role: "group", "aria-labelledby": name }, label, ...this.#cells[name]);
      };
      const sign = (words) => make("span", { class: "sign", "aria-hidden": "true" }, words);
      this.#result = { sum: make("p", { class: "readout" }), after: make("p", { class: "after" }) };
      const result = make("div", { class: "result" }, make("p", {}, "they add up to"), this.#result.sum, this.#result.after);
      const factors = [nine("patch", thing("input", "nine pixels")), sign("×"), nine("kernel", thing("weight", "kernel"))];
      return make(
        "div",
        { class: "sum-up" },
        make("div", { class: "together" }, ...factors),
        make("div", { class: "together" }, sign("="), nine("products", "products"), result),
      );
    }

    // ---- What the reader does ----

    get #isStill() {
      return matchMedia("(prefers-reduced-motion: reduce)").matches;
    }

    get #layout() {
      const { relu, padding, stride } = this.#options;
      const layout = SlidingKernel.layout({ stride: stride.checked ? 2 : 1, isPadded: padding.checked });
      return { ...layout, hasReLU: relu.checked };
    }

    #choose() {
      const name = this.#kernels.value;
      this.#setKernel(name === OWN ? (this.#own ?? this.#kernel) : this.#presets.get(name));
    }

    #setKernel(weights) {
      this.#kernel = [...weights];
      this.#inputs.forEach((input, k) => (input.value = Number(weights[k].toFixed(2))));
      this.#changed();
    }

    #typed() {
      this.#own = this.#inputs.map((input) => clamp(input.valueAsNumber || 0, -MOST, MOST));
      this.#kernel = [...this.#own];
      this.#kernels.value = OWN;
      this.#changed(this.#place);
    }

    /** Compute all again; the window goes to the largest value, unless it is told to stay. */
    #changed(place = null) {
      this.#watch?.disconnect();
      this.#stop();
      const layout = this.#layout;
      this.#pixels = unpackImage(this.#images, this.#choice.selectedIndex);
      this.#map = SlidingKernel.mapOf(this.#pixels, this.#kernel, layout, layout.hasReLU);
      this.#place = place ?? SlidingKernel.strongest(this.#map, layout.count);
      this.#show();
    }

    /** The first row and column of the window, counted from the corner of the frame, when it lies at the first place. */
    get #firstWindow() {
      return FRAME - this.#layout.before;
    }

    /** Where the map's first value is painted: below the middle of its window, or in the middle where it is smaller. */
    get #corner() {
      return Math.floor((UNITS - this.#layout.count) / 2);
    }

    /** Lead the window to where the pointer is: on the digit its middle, on the map its value. */
    #point(at, first) {
      const { stride } = this.#layout;
      this.#goTo(at.map((each) => (first === null ? Math.floor(each - this.#corner) : Math.round((each - first - WIDTH / 2) / stride))));
    }

    #goTo(place) {
      this.#watch?.disconnect();
      this.#stop();
      this.#place = place.map((each) => clamp(each, 0, this.#layout.count - 1));
      this.#show();
    }

    #keyDown(event) {
      const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (altKey || ctrlKey || metaKey || !Object.hasOwn(ARROWS, key)) return;
      event.preventDefault();
      event.stopPropagation(); // the book does not turn to the next page
      const length = shiftKey ? LONG_STEP : 1;
      this.#goTo(this.#place.map((at, axis) => at + length * ARROWS[key][axis]));
    }

    // ---- Sliding ----

    /** Slide once when all of the digit has come into view, unless the reader has taken over or wants no motion. */
    #playOnceSeen() {
      if (this.#isStill) return;
      this.#watch = new IntersectionObserver(([{ isIntersecting }]) => {
        if (isIntersecting) this.#slide();
      }, { threshold: 0.9 });
      this.#watch.observe(this.#digit.canvas);
    }

    /** Let the window go over the digit, row by row, while its map grows. */
    #slide() {
      this.#watch?.disconnect();
      this.#stop();
      this.sayAtOnce("The window slides over the digit, row by row, and the map grows.");
      const { count } = this.#layout;
      let begun = null;
      const step = (time) => {
        begun ??= time;
        const last = Math.floor(((time - begun) / SLIDING_TIME) * count ** 2);
        if (last >= count ** 2) return void this.#goTo(SlidingKernel.strongest(this.#map, count));
        this.#place = [Math.floor(last / count), last % count];
        this.#paint(last + 1);
        this.#frame = requestAnimationFrame(step);
      };
      this.#frame = requestAnimationFrame(step);
    }

    #stop() {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
    }

    // ---- Showing ----

    #show() {
      this.#paint(this.#map.length);
      const layout = this.#layout;
      const patch = SlidingKernel.patch(this.#pixels, this.#place, layout);
      const words = SlidingKernel.inWords(this.#place, SlidingKernel.sumOf(patch, this.#kernel), layout);
      const name = this.#labels[this.#choice.selectedIndex];
      this.#digit.canvas.setAttribute("aria-valuemax", this.#map.length);
      this.#digit.canvas.setAttribute("aria-valuenow", this.#place[0] * layout.count + this.#place[1] + 1);
      this.#digit.canvas.setAttribute("aria-valuetext", words);
      this.#picture.canvas.setAttribute("aria-label", `The map of ${oneDigit(name)}: ${layout.count} × ${layout.count} values`);
      this.say(words);
    }

    /** Paint the digit with the window, as many values of the map, and the nine products. */
    #paint(done) {
      const { stride, before, count, hasReLU } = this.#layout;
      const window = this.#place.map((at) => FRAME + at * stride - before);
      this.#digit.clear();
      this.#digit.show(this.#pixels, SIDE, [FRAME, FRAME], inkColor);
      if (this.#options.padding.checked) this.#digit.outline([FRAME, FRAME], SIDE, false);
      this.#digit.outline(window, WIDTH, true);

      const most = fullAt(this.#map);
      const corner = this.#corner;
      this.#picture.clear();
      const shares = this.#map.subarray(0, done).map((value) => value / most);
      this.#picture.show(shares, count, [corner, corner], hasReLU ? activationColor : signedColor, !hasReLU);
      this.#picture.outline([corner, corner], count, false);
      this.#picture.outline(this.#place.map((at) => corner + at), 1, true);
      this.#caption.className = hasReLU ? "thing of-activation" : "";
      this.#caption.textContent = `its map, ${count} × ${count}`;
      this.#paintProducts();
    }

    #paintProducts() {
      const patch = SlidingKernel.patch(this.#pixels, this.#place, this.#layout);
      const parts = patch.map((pixel, k) => pixel * this.#kernel[k]);
      const most = Math.max(fullAt(this.#kernel), 0.1);
      const strip = (cell, color) => (cell.lastChild.style.background = `rgb(${color.map(Math.round).join()})`);
      patch.forEach((pixel, k) => {
        const { patch: pixels, kernel, products } = this.#cells;
        pixels[k].firstChild.data = short(pixel, 2);
        products[k].firstChild.data = short(parts[k], 2);
        strip(pixels[k], inkColor(pixel));
        strip(kernel[k], signedColor(this.#kernel[k] / most));
        strip(products[k], signedColor(parts[k] / most));
      });
      const sum = parts.reduce((total, part) => total + part, 0);
      this.#result.sum.textContent = number(sum);
      this.#result.after.textContent = this.#options.relu.checked ? `ReLU: ${number(Math.max(sum, 0))}` : "";
    }
  }

  define("sliding-kernel", SlidingKernel);
})();
