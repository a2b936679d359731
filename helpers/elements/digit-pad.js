// <digit-pad>: the reader draws a digit, and the network that the page has trained reads it.
(() => {
  "use strict";
  const { Answer, BookElement, Echo, FilterMap, HiddenLayers, Lessons, LinkToDrawing, Paper, PenByKeys, Pointers, Preparation, Reader, Readers,
    SIDE, byProbability, bytes, define, drawingIn, forward, inkColor, make, oneDigit, paintPicture, prepare, prepareInStages,
    readingInWords, writeOnce } = window.readingDigits;

  const WRITING_TIME = 3200; // milliseconds in which a digit writes itself
  const SENT = "Somebody sent you this drawing.";
  const BROKEN = "The address names a drawing that cannot be read; copy the link once more, whole.";
  const HELP =
    "By keyboard: the arrow keys move, with Shift in larger steps; Space puts the pen down and lifts it; " +
    "Backspace takes the last stroke back; Delete clears.";

  const STYLE = `
    .frame { container-type: inline-size; }
    .areas { display: grid; gap: .5rem 1.5rem; scroll-margin-top: 5rem;
      grid-template: "answer" "draw" "tools" "steps" "inside" / minmax(0, 1fr); }
    .sees { display: none; }
    .echo { position: sticky; top: 4rem; z-index: 1; grid-area: steps-start / 1 / inside-end / 2;
      display: flex; gap: .5rem; align-items: baseline; align-self: start; justify-self: end; margin: 0; padding: 0 .75rem;
      font-size: .875rem; background: var(--ground); border: 1px solid var(--rim); border-radius: 1rem; }
    .echo-digit { font-size: 1.25rem; line-height: 1.5; font-weight: 600; color: var(--prediction); }
    .area-steps { padding-top: 2.5rem; }
    @container (min-width: 34rem) {
      .areas { gap: .75rem 2.5rem; grid-template-columns: minmax(0, 18.5rem) 7rem minmax(0, 1fr);
        grid-template-areas: "draw sees answer" "tools tools tools" "steps steps steps" "inside inside inside"; }
      .sees { display: block; position: relative; align-self: center; text-align: center; font-size: .8125rem; }
      .sees canvas { width: 100%; margin: 0 0 .375rem; }
      .sees::before, .sees::after { content: "→"; position: absolute; top: 2.375rem; width: 2.5rem; font-size: 1.5rem; line-height: 1.5; }
      .sees::before { right: 100%; } .sees::after { left: 100%; }
      .echo { display: none; }
      .area-steps { padding-top: 0; }
    }
    @media print { .area-tools { display: none; } .areas { gap: .25rem 1rem; } }
    .beside-pen :is(button, select, label, a, .strip) { pointer-events: none; } /* the palm of the hand may lie there */
    .tools { margin: 0; gap: .5rem .75rem; }
    .hint, .name, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
    legend, .name { padding: 0; font-weight: 600; text-align: left; }
    .pointing { margin: 0; font-size: .875rem; }
    .shades { background: #fff; image-rendering: pixelated; border: 1px solid #b8b8b8; } /* turned around with the picture */
    .shades, .strip canvas, .equation canvas { forced-color-adjust: none; }
    figcaption { display: grid; }
    figcaption > * { grid-area: 1 / 1; }
    figcaption, .help { margin: .5rem 0 0; font-size: .8125rem; }
    ${[Answer, FilterMap, HiddenLayers, Lessons, LinkToDrawing, Paper, Preparation, Readers].map(({ style }) => style).join("")}
  `;

  const EMPTY = { strokes: [], example: null, picture: null };
  const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

  function button(text, click) {
    return make("button", { type: "button", click }, text);
  }

  /**
   * Points are [x, y] in pixels of the image: from 0 to 28, x to the right, y down. The event "digit" tells each
   * change, with `prediction`, `probabilities` and `pixels` in its detail.
   */
  class DigitPad extends BookElement {
    static style = STYLE;

    /** States as they were if a stroke had never been drawn; all others stay, in their order. */
    static statesWithout(stroke, states) {
      const begun = states.findIndex(({ strokes }) => strokes.includes(stroke));
      const others = states.filter((_, place) => place !== begun);
      return others.map((state) => ({ ...state, strokes: state.strokes.filter((other) => other !== stroke) }));
    }

    drawing = false; // whether a stroke is under way

    #data;
    #examples; // test digits, each as 784 numbers
    #readers; // all that the page offers
    #reader; // the one that reads
    #state; // the strokes on the paper; or the place of a test digit, or the pixels of a picture, shown instead
    #past = []; // earlier states
    #known = null; // the reading of the present state, once it is computed
    #words = ""; // the same, as last said
    #notice = ""; // what is said before it, until something changes
    #frame = null; // the next one, where it is to show a stroke that grows
    #finishWriting = null; // puts the digit that writes itself on the paper, whole; only until it stands there
    #pointers = this.#newPointers();
    #keys = this.#newKeys();
    #readAddress = () => this.#takeFromAddress();
    #paintAll = () => [this.#preparation, this.#hidden, this.#lessons].forEach(({ painter }) => painter.now()); // what was out of sight, too

    #areas;
    #paper;
    #menu;
    #answer = new Answer();
    #echo = new Echo();
    #tools = make("div", { class: "row tools" });
    #preparation;
    #sees = make("canvas", { class: "shades", "aria-hidden": "true" });
    #choice; // of the reader
    #lessons = new Lessons({ teach: (label) => this.#teachByHand(label), forget: () => this.forget() });
    #hidden;
    #inside = this.#area("inside");
    #link = new LinkToDrawing(this);

    listen() {
      window.addEventListener("hashchange", this.#readAddress);
      window.addEventListener("beforeprint", this.#paintAll);
      for (const reader of this.#readers ?? []) reader.listen();
    }

    /** A pad that is taken away hears of its pointer no more. */
    disconnectedCallback() {
      window.removeEventListener("hashchange", this.#readAddress);
      window.removeEventListener("beforeprint", this.#paintAll);
      for (const reader of this.#readers ?? []) reader.rest();
      this.lift();
    }

    build(root, data) {
      this.#data = data;
      this.#state = { ...EMPTY, example: data.start };
      this.#examples = this.#unpackExamples();
      this.#readers = data.readers.map((packed) => new Reader(packed, data, (reader) => this.#hearOf(reader)));
      this.#choice = new Readers(this.#readers, (name) => (this.reader = name));
      this.#preparation = new Preparation(data, () => this.#change());
      this.#areas = make(
        "div",
        { class: "areas" },
        this.#area("answer", this.#answer.element),
        this.#area("draw", this.#newPaper()),
        make("div", { class: "sees", style: "grid-area: sees" }, this.#sees, "28\u00a0×\u00a028"),
        this.#area("tools", this.#newTools(), this.#link.line, ...(data.teaches ? [this.#lessons.element] : [])),
        this.#area("steps", this.#preparation.element),
        this.#inside,
        this.#echo.element,
      );
      this.#use(this.#readers[0]);
      const choice = this.#readers.length > 1 ? [this.#choice.element] : [];
      root.append(make("div", { class: "frame" }, ...choice, this.#areas));
      root.append(make("p", { class: "help", id: "help" }, HELP));
      const resize = () => {
        this.#paper.measure();
        this.#paintPaper();
      };
      new ResizeObserver(resize).observe(this.#paper.canvas); // the first time before it is seen
      this.#reserveWords();
      if (!this.#takeFromAddress() && data.written) this.#writeItself(data.written);
      this.#showReading();
      this.#paintAll();
      if (this.taught.length > 0) this.#tellTaught(this.#reader); // what the browser has kept
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

    /** The name of the network that reads. */
    get reader() {
      return this.#reader.name;
    }

    set reader(name) {
      const reader = this.#readers.find((other) => other.name === name);
      const names = this.#readers.map((other) => other.name).join(", ");
      if (!reader) throw new RangeError(`There is no reader "${name}" on this pad; choose from ${names}.`);
      this.#use(reader);
      this.#change();
      this.#tell(`Now the reader is "${name}".`);
    }

    /** Ten probabilities for 784 pixels; changes nothing. */
    classify(pixels) {
      return forward(this.#reader.layers, this.#preparation.inputsOf(pixels)).at(-1);
    }

    /**
     * Teach the reader what is drawn on the pad: a digit from 0 to 9. Gives a promise that is done when it reads so, which
     * fails with a sentence where there is nothing to learn, or nothing to rehearse. An event "taught" then tells it, with
     * `reader`, `images` and `labels` of all that was taught in its detail.
     */
    async teach(label) {
      if (!DIGITS.includes(label)) throw new RangeError(`${label} is no digit; teach one of 0 to 9.`);
      const { isEmpty, isExample, pixels } = this.#result();
      if (isEmpty || isExample) throw new Error("There is no drawing on the pad; draw a digit, and say what it is.");
      const reader = this.#reader;
      if (!reader.canLearn) throw new Error("This network has no last layer of neurons to teach; choose another reader.");
      const lesson = reader.learn(Uint8Array.from(pixels, (share) => Math.round(255 * share)), label);
      this.#lessons.show(this.#reader);
      await lesson;
      this.#hearOf(reader);
      this.#tellTaught(reader);
    }

    /** A promise that is done when the reader reads as it was taught. */
    get ready() {
      return this.#reader.ready;
    }

    /** Be again as if nothing had been taught to the reader. */
    forget() {
      this.#reader.forget();
      this.#hearOf(this.#reader);
      this.#tell("It has forgotten what you taught.");
      this.#tellTaught(this.#reader);
    }

    /** What the reader was taught, with 784 gray values from 0 to 255 each: a list of `{ image, label }`. */
    get taught() {
      const examples = this.#reader?.examples ?? []; // a widget may ask before the pad is built
      return examples.map(({ image, label }) => ({ image: Array.from(image), label }));
    }

    /** Show test digit number k; the first is 0. */
    load(k) {
      if (!this.#examples[k]) throw new RangeError(`There is no test digit ${k}; choose from ${this.#examples.length}.`);
      this.#put({ ...EMPTY, example: Number(k) });
    }

    /** Show a picture of the reader's own: 784 numbers from 0 (paper) to 1 (ink), prepared as MNIST's were. */
    show(picture) {
      this.#put({ ...EMPTY, picture: Array.from(picture) });
    }

    /** Say something before the reading, until that changes. */
    tell(notice) {
      this.#finishWriting?.();
      this.#tell(notice);
    }

    /** Add something to the buttons below the paper. */
    addTool(element) {
      this.#tools.append(element);
    }

    clear() {
      this.#put(EMPTY);
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
      this.#put({ ...EMPTY, strokes: [...(isShown ? [] : strokes), [point]] }, { drawing: true });
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
      this.#pointers.letGo();
      this.#areas?.classList.remove("beside-pen");
      if (drew) this.#change();
    }

    // ---- Layout ----

    #newPaper() {
      this.#paper = new Paper({
        ...this.#pointers.listeners,
        keydown: (event) => this.#keys.keyDown(event),
        focus: () => this.#showCursor(this.#paper.canvas.matches(":focus-visible")),
        blur: () => this.#leave(),
      });
      this.#pointers.paper = this.#paper;
      return this.#paper.element;
    }

    #newTools() {
      const tools = [button("Undo", () => this.undo()), button("Clear", () => this.clear())];
      this.#menu = this.#exampleMenu();
      if (this.#examples.length > 0) tools.push(make("label", {}, "Load a test digit", this.#menu));
      this.#tools.prepend(...tools, this.#link.button);
      return this.#tools;
    }

    #exampleMenu() {
      const options = this.#data.names.map((name, k) => make("option", { value: k }, name));
      const load = () => {
        if (this.#menu.value !== "") this.load(this.#menu.value);
      };
      return make("select", { change: load }, make("option", { value: "" }, "choose …"), ...options);
    }

    #area(name, ...children) {
      return make("div", { class: `area-${name}`, style: `grid-area: ${name}` }, ...children);
    }

    /** Keep room for the longest words that can be said. */
    #reserveWords() {
      const surest = Array.from({ length: 10 }, (_, digit) => (digit === 0 ? 1 : 0));
      const words = readingInWords(surest);
      this.reserve(this.#penInWords(true, words), `${BROKEN} ${words}`, `${SENT} ${words}`);
      if (this.#data.teaches) this.reserve(`It has learned that this is an 8. ${words}`);
      if (this.#examples.length > 0) this.reserve(`${BROKEN} ${this.#withTruth(words, 8, 0)}`);
    }

    // ---- What the network reads ----

    #unpackExamples() {
      const shades = bytes(this.#data.examples);
      return this.#data.names.map((_, k) => {
        const image = shades.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE);
        return Array.from(image, (shade) => shade / 255);
      });
    }

    /** The reading of the present state, computed once. */
    #result() {
      this.#known ??= this.#read(this.#state);
      return this.#known;
    }

    #read({ strokes, example, picture }) {
      const isExample = example !== null;
      const image = isExample ? this.#examples[example] : picture;
      const isImage = image !== null;
      const isEmpty = !isImage && strokes.length === 0;
      const chosen = this.#preparation.chosen;
      const pixels = image ?? prepare(strokes, chosen);
      const stages = () => (isImage ? new Array(4).fill(pixels) : prepareInStages(strokes, chosen)); // to be painted
      const inputs = this.#preparation.inputsOf(pixels);
      const given = isEmpty ? this.#silence() : forward(this.#reader.layers, inputs);
      const probabilities = given.at(-1);
      const prediction = isEmpty ? null : byProbability(probabilities)[0];
      const label = isExample ? this.#data.digits[example] : undefined;
      return { isEmpty, isExample, isImage, stages, pixels, inputs, given, probabilities, prediction, label };
    }

    /** What the layers give while there is nothing to read. */
    #silence() {
      return this.#reader.untaught.map(({ shape }) => new Array(shape.reduce((all, side) => all * side)).fill(0));
    }

    // ---- Who reads, and what was taught ----

    #use(reader) {
      this.#reader = reader;
      this.#hidden = new HiddenLayers(reader.untaught, { isFolded: this.#data.folded });
      this.#inside.replaceChildren(this.#hidden.element);
      this.#choice.show(reader);
      this.#lessons.show(reader);
    }

    /** Say something before the reading, until that changes. */
    #tell(notice) {
      this.#notice = notice;
      this.#showReading();
    }

    /** A reader has learned or forgotten something, here or in another window. */
    #hearOf(reader) {
      if (reader !== this.#reader) return;
      this.#lessons.show(reader);
      this.#change();
    }

    #tellTaught({ name, examples }) {
      const images = examples.flatMap(({ image }) => Array.from(image));
      const detail = { reader: name, images, labels: examples.map(({ label }) => label) };
      this.dispatchEvent(new CustomEvent("taught", { bubbles: true, composed: true, detail }));
    }

    async #teachByHand(label) {
      try {
        await this.teach(label);
        this.#tell(`It has learned that this is ${oneDigit(label)}.`);
      } catch (error) {
        this.#lessons.show(this.#reader, error.message);
        this.say(error.message);
      }
    }

    // ---- States ----

    /** Take a new state, which can be undone. */
    #put(state, { drawing = false } = {}) {
      this.#finishWriting?.();
      this.lift();
      this.#past.push(this.#state.isShown ? EMPTY : this.#state);
      this.drawing = drawing;
      this.#change(state);
    }

    /** Take a state (or look again at the present one), show its reading and tell it. */
    #change(state = this.#state) {
      this.#state = state;
      this.#known = null;
      this.#notice = "";
      this.#show();
      const { prediction, probabilities, pixels } = this;
      const detail = { prediction, probabilities, pixels };
      this.dispatchEvent(new CustomEvent("digit", { bubbles: true, composed: true, detail }));
    }

    /** Take back a stroke, and nothing else. */
    #takeBack(stroke) {
      this.#past = DigitPad.statesWithout(stroke, [...this.#past, this.#state]);
      this.#change(this.#past.pop());
    }

    // ---- A drawing that comes with the address, or writes itself ----

    /** Show the drawing that the page's address names, on the first pad of the page; tell whether there is one. */
    #takeFromAddress() {
      if (document.querySelector(this.localName) !== this) return false;
      const strokes = drawingIn(window.location.href);
      if (strokes === undefined) return false;
      this.#scrollHere();
      if (strokes) {
        this.#put({ ...EMPTY, strokes, isShown: true, isSent: true });
        return true;
      }
      this.#notice = BROKEN;
      this.#showReading();
      return false;
    }

    /** Come into sight, once all that lies above has its height. */
    #scrollHere() {
      const scroll = () => this.#areas.scrollIntoView({ block: "start" });
      if (document.readyState === "complete") scroll();
      else window.addEventListener("load", scroll, { once: true });
    }

    /**
     * Write a digit once it is in sight, and read it all the while. As soon as the reader touches the pad it stands there
     * whole, and so it does from the start for those who ask for less motion.
     */
    #writeItself(strokes) {
      const whole = { ...EMPTY, strokes, isShown: true };
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
      const { strokes, example, picture } = this.#state;
      const cursor = this.#keys.isShown ? this.#keys.cursor : null;
      this.#paper.show({ strokes, image: picture ?? this.#examples[example], cursor, isPenDown: this.drawing });
    }

    /** Show what is read, and say it, behind a notice where there is one. */
    #showReading() {
      const reading = this.#result();
      this.#showTools(reading);
      this.#answer.show(reading);
      this.#echo.show(reading);
      paintPicture(this.#sees, reading.pixels, [SIDE, SIDE, 1], inkColor);
      this.#preparation.show(reading);
      this.#hidden.show(reading, this.drawing || this.#finishWriting !== null);
      this.#words = `${this.#notice} ${this.#inWords(reading)}`.trim();
      this.say(this.#words);
    }

    #showTools({ isEmpty, isExample, isImage }) {
      const isShown = Boolean(this.#state.isShown);
      const isBelow = isShown && !this.#finishWriting;
      const turn = isShown ? "Your turn: write here" : "Draw a digit here";
      const hint = this.#state.isSent ? `${SENT} ${turn}` : turn;
      this.#paper.hint(isEmpty || isBelow ? hint : "", isShown);
      this.#lessons.allow(!isEmpty && !isExample && this.#reader.canLearn);
      this.#menu.value = this.#state.example ?? "";
      this.#link.forget(!isEmpty && !isImage);
    }

    #inWords({ isEmpty, isExample, probabilities, prediction, label }) {
      if (isEmpty) return this.#examples.length > 0 ? "Draw a digit, or load a test digit." : "Draw a digit.";
      const words = this.#state.isSent ? `${SENT} ${readingInWords(probabilities)}` : readingInWords(probabilities);
      return isExample ? this.#withTruth(words, label, prediction) : words;
    }

    /** What is said of a test digit, whose label may be known. */
    #withTruth(words, label, prediction) {
      if (label === undefined) return `${words} This is a test digit.`;
      return `${words} This is a test digit, ${oneDigit(label)}: ${label === prediction ? "read right" : "misread"}.`;
    }

    #penInWords(isDown, words) {
      return `Pen ${isDown ? "down" : "up"}. ${words}`;
    }

    // ---- The hand ----

    #newPointers() {
      return new Pointers({
        begin: (point, take) => {
          this.#keys.isShown = false;
          this.begin(point);
          take(); // only now, for what was drawn before has ended
          this.#areas.classList.toggle("beside-pen", this.#pointers.isBesidePen);
          return this.#state.strokes.at(-1);
        },
        extend: (point) => this.extend(point),
        lift: () => this.lift(),
        takeBack: (stroke) => this.#takeBack(stroke),
      });
    }

    #newKeys() {
      return new PenByKeys({
        begin: (point) => this.begin(point),
        extend: (point) => this.extend(point),
        lift: () => this.lift(),
        undo: () => this.undo(),
        clear: () => this.clear(),
        isTyping: () => this.drawing && !this.#pointers.isDrawing,
        moved: ([x, y]) => this.say(`Pen up, ${x} from the left, ${y} from the top.`),
        acted: (key) => {
          if (key === " ") this.say(this.#penInWords(this.drawing, this.#words));
          this.#paintPaper();
        },
      });
    }

    #showCursor(isShown) {
      this.#keys.isShown = isShown;
      this.#paintPaper();
    }

    #leave() {
      this.#showCursor(false);
      if (this.drawing && !this.#pointers.isDrawing) this.lift(); // a pointer draws on, whatever has the focus
    }
  }

  define("digit-pad", DigitPad);
})();
