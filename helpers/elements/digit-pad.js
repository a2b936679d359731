// <digit-pad>: the reader draws a digit, and the network that the page has trained reads it.
(() => {
  "use strict";
  const { BookElement, PEN_WIDTH, SIDE, bytes, clamp, define, forward, make, paintInk, prepare, unpackLayers, writeOnce } =
    window.readingDigits;

  const CLASSES = 10;
  const STEPS = { scale: "Scale to 20 × 20", center: "Center by mass", even: "Even stroke width" };
  const ORDINALS = ["First", "Second", "Third", "Fourth"];
  const GRID_WIDTH = 32; // neurons in a row of a layer's picture

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SHORT_STEP = 1; // of the keyboard's cursor, in pixels of the image
  const LONG_STEP = 3; // with Shift
  const CURSOR_RADIUS = 1.5;
  const WRITING_TIME = 3200; // milliseconds in which a digit writes itself
  const INK_COLOR = "#000";
  const PEN_UP_COLOR = "#0060c0";
  const PEN_DOWN_COLOR = "#c00000";
  const HELP =
    "By keyboard: the arrow keys move, with Shift in larger steps; Space puts the pen down and lifts it; " +
    "Backspace takes the last stroke back; Delete clears.";

  const STYLE = `
    .frame { container-type: inline-size; }
    .areas { display: grid; gap: .75rem 1.5rem; grid-template: "draw" "seen" "steps" "numbers" / minmax(0, 20rem); }
    @container (min-width: 34rem) {
      .areas { grid-template: "draw seen" "draw numbers" "steps numbers" 1fr / 1fr 1fr; }
    }
    .paper { position: relative; background: #fff; border: 1px solid var(--line); border-radius: .375rem; }
    .paper { filter: var(--figure-image, none); } /* with all that lies on it */
    .paper canvas { filter: none; width: 100%; aspect-ratio: 1; border-radius: inherit; cursor: crosshair; touch-action: none; }
    .beside-pen :is(button, select, label) { pointer-events: none; } /* the palm of the hand may lie there */
    .paper { user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
    .hint { position: absolute; inset: 45% 0 auto; text-align: center; color: #595959; pointer-events: none; }
    .hint.below { inset: auto 0 2%; }
    .row, figure { margin: .5rem 0 0; }
    .hint, .name, .digit, .sure, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
    legend, caption, .name { padding: 0; font-weight: 600; text-align: left; }
    .shades { width: 90%; background: #fff; image-rendering: pixelated; border: 1px solid var(--line); }
    .look { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; }
    .look .shades { width: 8.875rem; flex: none; }
    .look > div { flex: 1 0 5rem; min-width: 0; }
    .digit { font-size: 3.5rem; line-height: 1.1; font-weight: 600; }
    .sure { font-size: 1.25rem; min-height: 1.5em; white-space: nowrap; }
    fieldset label { display: flex; }
    table { width: 100%; line-height: 1.25; table-layout: fixed; }
    th { width: 1.5rem; } td { width: 4.75rem; white-space: nowrap; } td:nth-child(2) { width: auto; }
    .bar { height: .75rem; background: var(--prediction); border-radius: .125rem; }
    .paper, .shades, .bar { forced-color-adjust: none; } /* paper stays paper */
    .best > * { font-weight: 700; }
    figcaption { display: grid; }
    figcaption > * { grid-area: 1 / 1; }
    figcaption, .help { margin: .5rem 0 0; font-size: .8125rem; }
  `;

  // ---- Words ----

  /** A share in whole percent; 99.9 is not called 100, nor 0.1 called 0. */
  function wholePercent(share, over, under) {
    if (share >= 0.995) return `${over} 99`;
    if (share < 0.005) return `${under} 1`;
    return String(Math.round(100 * share));
  }

  /** A share in tenths of a percent, as the table shows it. */
  function tenthsOfPercent(share) {
    return share >= 0.9995 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
  }

  /** The ten digits, the most probable first; of equals the smaller first. */
  function byProbability(shares) {
    return [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
  }

  /** What the network reads, and what it would read next. */
  function readingInWords(shares) {
    const inWords = (digit) => `${digit}, ${wholePercent(shares[digit], "more than", "less than")} percent.`;
    const [first, second] = byProbability(shares);
    return `Read as ${inWords(first)} Next: ${inWords(second)}`;
  }

  /** What stands above a layer's picture. */
  function layerInWords(layer, active, neurons) {
    return `${ORDINALS[layer] || "Later"} hidden layer: ${active} of ${neurons} neurons active`;
  }

  // ---- Parts of the element ----

  function button(text, click) {
    return make("button", { type: "button", click }, text);
  }

  /** A picture of numbers from 0 (white) to 1 (black). */
  function picture(width, height) {
    return make("canvas", { class: "shades", role: "img", width, height });
  }

  /** One row of the table of probabilities: the digit, a bar, a number. */
  class ShareRow {
    #bar = make("div", { class: "bar" });
    #number = make("td");

    constructor(digit) {
      this.element = make("tr", {}, make("th", { scope: "row" }, `${digit}`), make("td", {}, this.#bar), this.#number);
    }

    show(share, { isBest, isEmpty }) {
      this.element.className = isBest ? "best" : "";
      this.#number.textContent = isEmpty ? "–" : tenthsOfPercent(share);
      this.#bar.style.width = `${100 * share}%`;
    }
  }

  /** A hidden layer as a picture, one pixel a neuron, under words that have their room from the start. */
  class LayerFigure {
    #layer;
    #words = make("span");
    #grid;

    constructor(layer, neurons) {
      this.#layer = layer;
      this.#grid = picture(GRID_WIDTH, Math.ceil(neurons / GRID_WIDTH));
      const longest = layerInWords(layer, neurons, neurons);
      const room = make("span", { class: "reserved", "aria-hidden": "true" }, longest);
      this.element = make("figure", {}, make("figcaption", {}, this.#words, room), this.#grid);
    }

    show(activations) {
      const active = activations.filter((activation) => activation > 0).length;
      const largest = Math.max(...activations) || 1;
      this.#words.textContent = layerInWords(this.#layer, active, activations.length);
      this.#grid.setAttribute("aria-label", this.#words.textContent);
      paintInk(this.#grid, activations.map((activation) => activation / largest));
    }
  }

  /** The surface to draw on: it shows strokes or a test digit, and the keyboard's cursor while that is in use. */
  class Paper {
    constructor(listeners) {
      const names = { role: "application", "aria-label": "Surface to draw a digit on", "aria-describedby": "help" };
      this.canvas = make("canvas", { tabindex: 0, ...names, ...listeners });
    }

    /** Where an event happened, in pixels of the image; at the edge if it was outside. */
    placeOf({ clientX, clientY }) {
      const { left, top, width, height } = this.canvas.getBoundingClientRect();
      const x = (SIDE * (clientX - left)) / width;
      const y = (SIDE * (clientY - top)) / height;
      return [clamp(x, 0, SIDE), clamp(y, 0, SIDE)];
    }

    show({ strokes, example, cursor, cursorColor }) {
      const context = this.#blank();
      if (example) this.#drawImage(context, example);
      for (const stroke of strokes) this.#drawStroke(context, stroke);
      if (cursor) this.#drawCursor(context, cursor, cursorColor);
    }

    /** Make the canvas as fine as the screen, and clear it; from here on it is 28 wide and high. */
    #blank() {
      const side = Math.round(this.canvas.clientWidth * window.devicePixelRatio);
      if (side !== this.canvas.width || side !== this.canvas.height) {
        this.canvas.width = side;
        this.canvas.height = side;
      }
      const context = this.canvas.getContext("2d");
      context.setTransform(side / SIDE, 0, 0, side / SIDE, 0, 0);
      context.clearRect(0, 0, SIDE, SIDE);
      return context;
    }

    #drawImage(context, pixels) {
      const image = make("canvas", { width: SIDE, height: SIDE });
      paintInk(image, pixels);
      context.imageSmoothingEnabled = false;
      context.drawImage(image, 0, 0);
    }

    /** Draw a line as the pen left it; a single point makes a dot. */
    #drawStroke(context, stroke) {
      context.lineCap = "round";
      context.lineJoin = "round";
      this.#drawLine(context, new Path2D(`M${stroke[0]}L${stroke.join("L")}`), INK_COLOR, PEN_WIDTH);
    }

    /** Draw a ring in two colors, to be seen on paper and on ink. */
    #drawCursor(context, [x, y], color) {
      const ring = new Path2D();
      ring.arc(x, y, CURSOR_RADIUS, 0, 2 * Math.PI);
      this.#drawLine(context, ring, "#fff", 0.75);
      this.#drawLine(context, ring, color, 0.4);
    }

    #drawLine(context, path, color, width) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke(path);
    }
  }

  // ---- The element ----

  /**
   * Points are [x, y] in pixels of the image: from 0 to 28, x to the right, y down. The event "digit" tells each
   * change, with `prediction`, `probabilities` and `pixels` in its detail.
   */
  class DigitPad extends BookElement {
    static style = STYLE;

    // ---- What needs no page. The drawer is the pointer that draws now, or null: it has a `type`. ----

    /**
     * Whether a pointer that comes down may draw: a finger may not beside a pen or a mouse, for it is the palm of the
     * hand that draws, nor beside another finger. A primary one is the only finger that is down.
     */
    static mayDraw({ pointerType, isPrimary }, drawer) {
      return drawer === null || pointerType !== "touch" || (drawer.type === "touch" && isPrimary);
    }

    /** Whether the drawer was a palm, which came before its pen. */
    static wasPalm(drawer, { pointerType }) {
      return drawer?.type === "touch" && pointerType !== "touch";
    }

    /** States as they were if a stroke had never been drawn; all others stay, in their order. */
    static statesWithout(stroke, states) {
      const begun = states.findIndex(({ strokes }) => strokes.includes(stroke));
      const others = states.filter((_, place) => place !== begun);
      return others.map((state) => ({ ...state, strokes: state.strokes.filter((other) => other !== stroke) }));
    }

    // ---- What is seen ----

    drawing = false; // whether a stroke is under way

    #data;
    #examples; // test digits, each as 784 numbers
    #layers; // of the network, unpacked when they are first needed
    #state; // the strokes on the paper, or the place of the test digit that is shown instead
    #past = []; // earlier states
    #known = null; // the reading of the present state, once it is computed
    #words = ""; // the same, as last said
    #frame = null; // the next one, where it is to show a stroke that grows
    #drawer = null; // the pointer that draws: its `id`, and its `type`, which is mouse, pen or touch
    #drawn = new Map(); // what each pointer that is down has drawn: a stroke, by the pointer's id
    #finishWriting = null; // puts the digit that writes itself on the paper, whole; only until it stands there
    #cursor = [SIDE / 2, SIDE / 2]; // the keyboard's place
    #isCursorShown = false; // only while the keyboard is used

    #areas;
    #paper;
    #hint;
    #menu;
    #boxes; // the preparation's steps, to be switched on and off
    #seen;
    #digit;
    #sure;
    #rows;
    #figures;

    build(root, data) {
      this.#data = data;
      this.#state = { strokes: [], example: data.start };
      this.#examples = this.#unpackExamples();
      const areas = [this.#drawArea(), this.#seenArea(), this.#stepsArea(), this.#numbersArea()];
      this.#areas = make("div", { class: "areas" }, ...areas);
      root.append(make("div", { class: "frame" }, this.#areas));
      root.append(make("p", { class: "help", id: "help" }, HELP));
      new ResizeObserver(() => this.#paintPaper()).observe(this.#paper.canvas); // the first time before it is seen
      this.#reserveWords();
      if (data.written) this.#writeItself(data.written);
      this.#showReading();
    }

    /** A pad that is taken away hears of its pointer no more. */
    disconnectedCallback() {
      this.lift();
    }

    /** The digit read, or null while the pad is empty. */
    get prediction() {
      return this.#result().prediction;
    }

    /** Ten numbers that sum to 1; ten zeros while the pad is empty. */
    get probabilities() {
      return this.#result().probabilities.slice();
    }

    /** 784 numbers from 0 (paper) to 1 (ink), row by row. */
    get pixels() {
      return this.#result().pixels.slice();
    }

    /** What is drawn, a list of strokes, each a list of points; empty while a test digit is shown. */
    get strokes() {
      return structuredClone(this.#state.strokes);
    }

    /** Ten probabilities for 784 pixels; changes nothing. */
    classify(pixels) {
      return this.#forward(pixels).at(-1);
    }

    /** Show test digit number k; the first is 0. */
    load(k) {
      if (!this.#examples[k]) throw new RangeError(`There is no test digit ${k}; choose from ${this.#examples.length}.`);
      this.#put({ strokes: [], example: Number(k) });
    }

    clear() {
      this.#put({ strokes: [], example: null });
    }

    /** Go back to the state before the last stroke, test digit or "Clear". */
    undo() {
      this.#finishWriting?.();
      this.lift();
      if (this.#past.length > 0) this.#change(this.#past.pop());
    }

    /** Begin a stroke, with a mouse, a finger, or by keyboard. What the pad itself has shown goes away. */
    begin(point) {
      const { strokes, isShown } = this.#state;
      this.#put({ strokes: [...(isShown ? [] : strokes), [point]], example: null }, { drawing: true });
    }

    /** Lead the stroke on; its reading is shown in the next frame, however many points came before it. */
    extend(point) {
      this.#state.strokes.at(-1).push(point);
      this.#known = null;
      this.#frame ??= requestAnimationFrame(() => this.#change());
    }

    /** End the stroke that is under way; its reading is current at once. */
    lift() {
      const drew = this.drawing;
      this.drawing = false;
      this.#drawer = null;
      this.#areas?.classList.remove("beside-pen");
      if (drew) this.#change();
    }

    // ---- Layout ----

    #drawArea() {
      this.#paper = new Paper(this.#listeners());
      this.#hint = make("p", { class: "hint" }, "Draw a digit here");
      const controls = [button("Undo", () => this.undo()), button("Clear", () => this.clear())];
      this.#menu = this.#exampleMenu();
      if (this.#examples.length > 0) controls.push(make("label", {}, "Load a test digit", this.#menu));
      const paper = make("div", { class: "paper" }, this.#paper.canvas, this.#hint);
      return this.#area("draw", paper, make("div", { class: "row" }, ...controls));
    }

    #exampleMenu() {
      const options = this.#data.names.map((name, k) => make("option", { value: k }, name));
      const load = () => {
        if (this.#menu.value !== "") this.load(this.#menu.value);
      };
      return make("select", { change: load }, make("option", { value: "" }, "choose …"), ...options);
    }

    #seenArea() {
      this.#seen = picture(SIDE, SIDE);
      this.#digit = make("p", { class: "digit" });
      this.#sure = make("p", { class: "sure" });
      const look = make("div", { class: "look" }, this.#seen, make("div", {}, this.#digit, this.#sure));
      return this.#area("seen", make("p", { class: "name" }, "What the network sees"), look);
    }

    #stepsArea() {
      this.#boxes = {};
      const labels = Object.entries(STEPS).map(([step, text]) => {
        this.#boxes[step] = make("input", { type: "checkbox", checked: true, change: () => this.#change() });
        return make("label", {}, this.#boxes[step], text);
      });
      return this.#area("steps", make("fieldset", {}, make("legend", {}, "Prepare the drawing"), ...labels));
    }

    #numbersArea() {
      this.#rows = Array.from({ length: CLASSES }, (_, digit) => new ShareRow(digit));
      const rows = this.#rows.map(({ element }) => element);
      const table = make("table", {}, make("caption", {}, "Probabilities"), make("tbody", {}, ...rows));
      const hidden = this.#data.sizes.slice(1, -1);
      this.#figures = hidden.map((neurons, layer) => new LayerFigure(layer, neurons));
      return this.#area("numbers", table, ...this.#figures.map(({ element }) => element));
    }

    #area(name, ...children) {
      return make("div", { style: `grid-area: ${name}` }, ...children);
    }

    /** Keep room for the longest words that can be said. */
    #reserveWords() {
      const surest = Array.from({ length: CLASSES }, (_, digit) => (digit === 0 ? 1 : 0));
      this.reserve(this.#penInWords(true, readingInWords(surest)));
      if (this.#examples.length > 0) this.reserve(this.#preparedInWords(readingInWords(surest)));
    }

    // ---- What the network reads ----

    #unpackExamples() {
      const shades = bytes(this.#data.examples);
      return this.#data.names.map((_, k) => {
        const image = shades.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE);
        return Array.from(image, (shade) => shade / 255);
      });
    }

    /** The activations of all layers for 784 pixels. */
    #forward(pixels) {
      const { weights, sizes, mean, std } = this.#data;
      this.#layers ??= unpackLayers(weights, sizes);
      return forward(this.#layers, Array.from(pixels, (pixel) => (255 * pixel - mean) / std));
    }

    /** The reading of the present state, computed once. */
    #result() {
      this.#known ??= this.#read(this.#state);
      return this.#known;
    }

    #read({ strokes, example }) {
      const isEmpty = example === null && strokes.length === 0;
      const pixels = example === null ? prepare(strokes, this.#chosenSteps()) : this.#examples[example];
      const activations = isEmpty ? this.#silence() : this.#forward(pixels);
      const probabilities = activations.at(-1);
      const prediction = isEmpty ? null : byProbability(probabilities)[0];
      return { isEmpty, pixels, activations, probabilities, prediction };
    }

    #chosenSteps() {
      const { scale, center, even } = this.#boxes;
      return { scale: scale.checked, center: center.checked, even: even.checked };
    }

    /** The activations while there is nothing to read. */
    #silence() {
      return this.#data.sizes.slice(1).map((neurons) => new Array(neurons).fill(0));
    }

    // ---- States ----

    /** Take a new state, which can be undone. */
    #put(state, { drawing = false } = {}) {
      this.#finishWriting?.();
      this.lift();
      this.#past.push(this.#state);
      this.drawing = drawing;
      this.#change(state);
    }

    /** Take a state (or look again at the present one), show its reading and tell it. */
    #change(state = this.#state) {
      this.#state = state;
      this.#known = null;
      this.#show();
      const { prediction, probabilities, pixels } = this;
      const detail = { prediction, probabilities, pixels };
      this.dispatchEvent(new CustomEvent("digit", { bubbles: true, composed: true, detail }));
    }

    // ---- A digit that writes itself ----

    /**
     * Write a digit once it is in sight, and read it all the while. As soon as the reader touches the pad it stands there
     * whole, and so it does from the start for those who ask for less motion.
     */
    #writeItself(strokes) {
      const whole = { strokes, example: null, isShown: true };
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
        this.#state = whole;
        return;
      }
      let stop = () => {};
      const finish = () => {
        stop();
        sight.disconnect();
        this.#finishWriting = null;
        this.#change(whole);
      };
      const show = (written) => {
        this.#state = { ...whole, strokes: written };
        this.#known = null;
        this.#show();
      };
      const sight = new IntersectionObserver(([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        sight.disconnect();
        stop = writeOnce(strokes, WRITING_TIME, show, finish);
      }, { threshold: 0.5 });
      this.#finishWriting = finish;
      sight.observe(this.#paper.canvas);
      for (const touch of ["pointerdown", "keydown"]) {
        this.addEventListener(touch, () => this.#finishWriting?.(), { capture: true });
      }
    }

    // ---- Showing ----

    #show() {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
      this.#paintPaper();
      this.#showReading();
    }

    #paintPaper() {
      const { strokes, example } = this.#state;
      this.#paper.show({
        strokes,
        example: this.#examples[example],
        cursor: this.#isCursorShown ? this.#cursor : null,
        cursorColor: this.drawing ? PEN_DOWN_COLOR : PEN_UP_COLOR,
      });
    }

    #showReading() {
      const { isEmpty, pixels, activations, probabilities, prediction } = this.#result();
      this.#showControls(isEmpty);
      this.#seen.setAttribute("aria-label", isEmpty ? "No ink" : "The drawing as 28 by 28 pixels");
      paintInk(this.#seen, pixels);
      this.#digit.textContent = isEmpty ? "?" : prediction;
      this.#sure.textContent = isEmpty ? "" : `${wholePercent(probabilities[prediction], ">", "<")} %`;
      this.#rows.forEach((row, digit) => row.show(probabilities[digit], { isBest: digit === prediction, isEmpty }));
      this.#figures.forEach((figure, layer) => figure.show(activations[layer]));
      this.#words = this.#inWords(isEmpty, probabilities);
      this.say(this.#words);
    }

    #showControls(isEmpty) {
      const { example } = this.#state;
      const isShown = Boolean(this.#state.isShown);
      this.#hint.hidden = !isEmpty && !(isShown && !this.#finishWriting);
      this.#hint.textContent = isShown ? "Your turn: write here" : "Draw a digit here";
      this.#hint.classList.toggle("below", isShown);
      this.#menu.value = example === null ? "" : example;
      for (const box of Object.values(this.#boxes)) box.disabled = example !== null; // it would change nothing
    }

    #inWords(isEmpty, probabilities) {
      if (isEmpty) return this.#examples.length > 0 ? "Draw a digit, or load a test digit." : "Draw a digit.";
      const words = readingInWords(probabilities);
      return this.#state.example === null ? words : this.#preparedInWords(words);
    }

    #preparedInWords(words) {
      return `${words} A test digit is prepared already.`;
    }

    #penInWords(isDown, words) {
      return `Pen ${isDown ? "down" : "up"}. ${words}`;
    }

    // ---- Mouse, pen and finger ----

    #listeners() {
      const ofDrawer = (act) => (event) => event.pointerId === this.#drawer?.id && act(event);
      return {
        pointerdown: (event) => this.#press(event),
        pointermove: ofDrawer((event) => this.#drag(event)),
        pointerup: (event) => this.#release(event),
        pointercancel: (event) => this.#takeBack(event.pointerId), // the system took the finger away
        lostpointercapture: ofDrawer(() => this.lift()), // no move and no end would be told any more
        pointerleave: ofDrawer(({ pointerId }) => this.#paper.canvas.hasPointerCapture(pointerId) || this.lift()),
        keydown: (event) => this.#keyDown(event),
        focus: () => this.#showCursor(this.#paper.canvas.matches(":focus-visible")),
        blur: () => this.#leave(),
      };
    }

    #press(event) {
      if (event.button !== 0 || event.ctrlKey || !DigitPad.mayDraw(event, this.#drawer)) return;
      if (DigitPad.wasPalm(this.#drawer, event)) this.#takeBack(this.#drawer.id);
      this.#isCursorShown = false;
      this.begin(this.#paper.placeOf(event));
      this.#drawer = { id: event.pointerId, type: event.pointerType };
      this.#drawn.set(event.pointerId, this.#state.strokes.at(-1));
      this.#areas.classList.toggle("beside-pen", event.pointerType !== "touch"); // some pens call themselves a mouse
      this.#capture(event.pointerId);
    }

    /** Hear of a pointer wherever it goes. One that is gone already cannot be captured. */
    #capture(id) {
      try {
        this.#paper.canvas.setPointerCapture(id);
      } catch {
        // its stroke then ends at the edge of the paper
      }
    }

    /** Follow the pointer; a browser may tell several moves in one event. */
    #drag(event) {
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length > 0 ? moves : [event]) this.extend(this.#paper.placeOf(move));
    }

    #release({ pointerId }) {
      this.#drawn.delete(pointerId);
      if (pointerId === this.#drawer?.id) this.lift();
    }

    /** Take back what a pointer has drawn, and nothing else. */
    #takeBack(id) {
      const stroke = this.#drawn.get(id);
      this.#drawn.delete(id);
      if (!stroke) return;
      if (id === this.#drawer?.id) this.lift();
      this.#past = DigitPad.statesWithout(stroke, [...this.#past, this.#state]);
      this.#change(this.#past.pop());
    }

    // ---- Keyboard ----

    #showCursor(isShown) {
      this.#isCursorShown = isShown;
      this.#paintPaper();
    }

    #leave() {
      this.#showCursor(false);
      if (this.#isTyping) this.lift(); // a pointer draws on, whatever has the focus
    }

    #keyDown(event) {
      const act = this.#actOf(event);
      if (!act) return;
      event.preventDefault(); // the page does not scroll
      event.stopPropagation(); // nor does the book turn to the next page
      this.#isCursorShown = true;
      act();
      if (event.key === " ") this.say(this.#penInWords(this.drawing, this.#words));
      this.#paintPaper();
    }

    /** What a key does here, or nothing where it is the browser's. */
    #actOf({ key, altKey, ctrlKey, metaKey, shiftKey, repeat }) {
      const isChord = ctrlKey || metaKey;
      if (altKey || isChord !== (key === "z")) return null;
      if (Object.hasOwn(ARROWS, key)) return () => this.#step(ARROWS[key], shiftKey ? LONG_STEP : SHORT_STEP);
      const acts = {
        " ": () => (this.#isTyping ? this.#liftTyped() : this.begin(this.#cursor)),
        Escape: () => this.#liftTyped(),
        Backspace: () => this.undo(),
        z: () => this.undo(),
        Delete: () => this.clear(),
      };
      if (!Object.hasOwn(acts, key)) return null;
      return repeat ? () => {} : acts[key]; // a key that is held down acts once
    }

    /** Whether the keyboard draws, and no pointer. */
    get #isTyping() {
      return this.drawing && this.#drawer === null;
    }

    #liftTyped() {
      if (!this.#isTyping) return;
      this.extend(this.#cursor);
      this.lift();
    }

    /** Move the keyboard's cursor. The ink goes from the middle of each step to that of the next: slopes, no stairs. */
    #step([right, down], length) {
      const [x, y] = this.#cursor;
      const [newX, newY] = [x + length * right, y + length * down].map((at) => clamp(at, 1, SIDE - 1));
      this.#cursor = [newX, newY];
      if (this.#isTyping) this.extend([(x + newX) / 2, (y + newY) / 2]);
      else this.say(`Pen up, ${newX} from the left, ${newY} from the top.`);
    }
  }

  define("digit-pad", DigitPad);
})();
