// <weighing-digit>: a digit times a template of weights, added up. The reader paints the template, and sees at once how
// many digits it tells from the rest; or ten trained templates weigh the digit, and the largest sum is the answer.
(() => {
  "use strict";
  const { BookElement, SIDE, bestThreshold, brushed, bytes, clamp, define, draw, histograms, label, loadDigits, make,
    SOFTWARE, meanOf, number, oneDigit, pictureOf, products, scale, sumsOf, thing, unpackImage, weighed } = window.readingDigits;

  const CLASSES = 10;
  const PIXELS = SIDE * SIDE;
  const FULL = 0.6; // the size of a weight or product whose color is full
  const FAINT = 0.25; // below it, a negative number has no mark of its own
  const FINENESS = 16; // points of a picture's canvas along the side of a pixel
  const MOST_UNDONE = 60; // strokes
  const NAMES = ["zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines"];
  const BRUSHES = { "+ for": 1, "− against": -1, eraser: 0 };
  const THINGS = { picture: "input", weights: "weight" }; // what has a color of its own, among the pictures
  const STARTS = { trained: "trained", difference: "mean − rest", mean: "mean", blank: "blank" };
  const KEYS_OF_BRUSHES = { "+": 1, "=": 1, "-": -1, "−": -1, e: 0 };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FALLING_TIME = 1800; // milliseconds in which the products fall into the sum
  const FLIGHT = 0.35; // the share of that time which one product takes
  const LONG_STEP = 3; // of the keyboard's cursor, with Shift
  const HELP =
    "By keyboard, on the weights: the arrow keys move, with Shift in larger steps; Space puts the brush down and lifts " +
    "it; + and − choose the brush, E the eraser; Backspace takes a stroke back.";

  const SCORE =
    "Score: half the share of the digit that is found, plus half the share of the rest that is kept out, at the threshold " +
    "that is best for these 500 digits. A blank template finds nothing: 50\u00a0%.";

  const WHITE = [255, 255, 255];
  const BLUE = [0, 114, 178]; // as in figures of weights
  const ORANGE = [230, 159, 0];

  const PLOT = { width: 320, left: 4, right: 316, base: [92, 178], high: 52, bottom: 206 };

  /** A share in percent: "93.4 %". */
  const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

  const button = (text, click) => make("button", { type: "button", click }, text);

  const STYLE = `
    :host { container-type: inline-size; }
    .row { gap: .375rem .75rem; }
    .row button { padding: .25rem .625rem; }
    .row .together { display: flex; flex-wrap: wrap; gap: .375rem; }
    input[type=range] { width: 6rem; }
    .scene { display: grid; gap: .25rem .5rem; align-items: center; margin: 0 0 .5rem; }
    .scene { grid-template: "weights times picture" "weights equals products" / minmax(0, 2.1fr) auto minmax(0, 1fr); }
    .weighing { position: relative; }
    canvas.falling { position: absolute; inset: 0; width: 100%; height: 100%; aspect-ratio: auto; }
    canvas.falling { border: 0; background: none; pointer-events: none; }
    figure { margin: 0; min-width: 0; }
    figcaption { display: flex; justify-content: space-between; gap: 0 .5rem; font-size: .875rem; line-height: 1.3; }
    .products i { display: none; }
    .products button { display: block; width: 100%; padding: 0; margin-top: .25rem; }
    canvas { width: 100%; aspect-ratio: 1; border: 1px solid #b8b8b8; border-radius: .25rem; background: #fff; }
    canvas { forced-color-adjust: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
    .picture canvas, .products canvas { touch-action: pan-y pinch-zoom; cursor: crosshair; }
    .weights canvas { cursor: crosshair; touch-action: none; }
    .fixed .weights canvas { touch-action: pan-y pinch-zoom; }
    .sign { text-align: center; font-size: 1.25rem; line-height: 1; }
    @container (min-width: 34rem) {
      .scene { grid-template: "picture times weights equals products" / 10rem auto 17rem auto 10rem; }
      .scene { justify-content: space-between; }
      .adds .picture { margin-bottom: 3rem; } /* beside the products, below which is a button */
      .products i { display: inline; }
    }
    .pixel, .sum { margin: 0; min-height: 3em; } /* two lines on a phone, whatever the numbers */
    @container (min-width: 34rem) { .pixel, .sum { min-height: 1.5em; } }
    .pixel span, .sum span { white-space: nowrap; }
    .sum { font-weight: 600; }
    .balanced { display: grid; gap: 0 1rem; align-items: end; grid-template: "words" "balance" "next" / minmax(0, 1fr); }
    @container (min-width: 34rem) { .balanced { grid-template: "words next" "balance balance" / minmax(0, 1fr) auto; } }
    .balance { display: flex; height: .75rem; margin: .125rem 0 .5rem; border-radius: .125rem; overflow: hidden; }
    .balance { background: #eee; filter: var(--figure-image, none); forced-color-adjust: none; }
    .for { background: #e69f00; }
    .against { background: #0072b2; border-left: 2px solid #fff; }
    .results { display: grid; gap: .5rem 1.5rem; grid-template-columns: minmax(0, 1fr); margin: .25rem 0; }
    @container (min-width: 34rem) { .results { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
    table { width: 100%; table-layout: fixed; line-height: 1.3; }
    caption { padding: 0; text-align: left; font-weight: 600; }
    th, td { padding: .125rem .375rem .125rem 0; }
    th { width: 8rem; text-align: left; white-space: nowrap; } td:last-child { width: 4.25rem; white-space: nowrap; }
    th button { min-height: 1.75rem; padding: 0 .625rem; }
    .track { position: relative; height: .75rem; background: var(--panel); border-radius: .125rem; }
    .bar { height: 100%; background: var(--line); border-radius: .125rem; forced-color-adjust: none; }
    .zero { position: absolute; top: -.25rem; bottom: -.25rem; width: 1px; background: var(--text); }
    .truth th { font-weight: 700; background: var(--figure-cccccc, #ccc); border-radius: .25rem; }
    .mine .bar { background: var(--prediction); }
    .mine > * { font-weight: 700; }
    .note { margin: .25rem 0 0; font-size: .8125rem; line-height: 1.4; }
    .results svg { width: 100%; max-width: 24rem; }
    .results svg text { fill: currentColor; font-size: 13px; stroke: var(--ground); stroke-width: 4px; paint-order: stroke; }
    .axis { stroke: currentColor; opacity: .5; }
    .below { fill: var(--panel); stroke: var(--line); }
    .above { fill: var(--prediction); stroke: var(--prediction); forced-color-adjust: none; }
    .threshold { stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 4 3; }
    .here { fill: currentColor; }
    .ten tr { cursor: pointer; }
    .ten .shown th { text-decoration: underline; text-underline-offset: .25em; }
    .ten th { width: 2rem; text-align: center; } .ten td:nth-child(2) { width: 2.5rem; } .ten td canvas { width: 1.75rem; border-width: 1px; }
    [hidden] { display: none !important; }
    @media print {
      .tools, .next, .products button, #help { display: none; }
      .adds .picture { margin: 0; }
      th button { min-height: 0; padding: 0; border: 0; background: none; }
    }
  `;

  /**
   * A picture of 784 numbers on a canvas: ink, or numbers with a sign. Orange is above 0; blue is below 0, where each
   * pixel also has a minus sign. One pixel can be marked.
   */
  class Picture {
    #context;
    #isSigned;

    constructor(name, { isSigned = false, ...attributes } = {}) {
      const side = SIDE * FINENESS;
      this.canvas = make("canvas", { width: side, height: side, role: "img", "aria-label": name, ...attributes });
      this.#context = this.canvas.getContext("2d", SOFTWARE);
      this.#isSigned = isSigned;
    }

    /** Show numbers, with a frame around one pixel and, where a brush has a width, a ring around that. */
    show(values, marked, brushWidth = 0) {
      const context = this.#context;
      values.forEach((value, pixel) => {
        const [x, y] = this.#corner(pixel);
        context.fillStyle = WeighingDigit.color(value, this.#isSigned);
        context.fillRect(x, y, FINENESS, FINENESS);
        if (this.#isSigned && value < -FAINT) this.#drawMinus(x, y);
      });
      this.#drawMark(marked, brushWidth);
    }

    /** The pixel at which an event happened, as [column, row], with a fraction; at the edge if it was outside. */
    placeOf({ clientX, clientY }) {
      const { left, top, width, height } = this.canvas.getBoundingClientRect();
      const [x, y] = [(SIDE * (clientX - left)) / width, (SIDE * (clientY - top)) / height];
      return [clamp(x, 0, SIDE), clamp(y, 0, SIDE)];
    }

    #corner(pixel) {
      return [(pixel % SIDE) * FINENESS, Math.floor(pixel / SIDE) * FINENESS];
    }

    #drawMinus(x, y) {
      this.#context.fillStyle = "rgba(255, 255, 255, 0.75)";
      this.#context.fillRect(x + 4, y + FINENESS / 2 - 1, FINENESS - 8, 2);
    }

    /** Mark a pixel in two colors, to be seen on paper and on ink. */
    #drawMark(pixel, brushWidth) {
      const context = this.#context;
      const [x, y] = this.#corner(pixel);
      const path = new Path2D();
      if (brushWidth) path.arc(x + FINENESS / 2, y + FINENESS / 2, ((brushWidth + 1) * FINENESS) / 2, 0, 2 * Math.PI);
      else path.rect(x - 2, y - 2, FINENESS + 4, FINENESS + 4);
      for (const [color, width] of [["#fff", 9], ["#000", 4]]) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.stroke(path);
      }
    }
  }

  /** A row of a table: a name, which may be a button, other parts, a bar, a number. */
  class Row {
    #number = make("td");
    #bar = make("div", { class: "bar" });
    #track = make("div", { class: "track" }, this.#bar);

    constructor(name, ...parts) {
      const cells = [...parts, this.#track].map((part) => make("td", {}, part));
      this.element = make("tr", {}, make("th", { scope: "row" }, name), ...cells, this.#number);
    }

    /** Show a number in words, and a bar from one share of the width to another; `kind` names what it stands for. */
    show(words, from, to, kind) {
      this.#number.textContent = words;
      this.#bar.style.marginLeft = `${100 * Math.min(from, to)}%`;
      this.#bar.style.width = `${100 * Math.abs(to - from)}%`;
      this.element.className = kind;
    }

    /** Mark where bars begin that go both ways. */
    showZero(share) {
      this.#zero ??= this.#track.appendChild(make("div", { class: "zero" }));
      this.#zero.style.left = `${100 * share}%`;
    }

    #zero;
  }

  /**
   * `digit` is the digit to find, `weights` its template, `score` how well that does on the validation digits (null as
   * long as these are not there), `ready` a promise of them; `paint(points, value)` leads a brush through places.
   */
  class WeighingDigit extends BookElement {
    static style = STYLE;

    // ---- What needs no page ----

    /** The color of a share of ink, or of a number with a sign. */
    static color(value, isSigned) {
      const share = isSigned ? Math.min(Math.abs(value) / FULL, 1) : value;
      const full = !isSigned ? [0, 0, 0] : value < 0 ? BLUE : ORANGE;
      const parts = WHITE.map((white, part) => Math.round(white + share * (full[part] - white)));
      return `rgb(${parts.join()})`;
    }

    /** The trained templates, one a digit, as whole numbers from −127 to 127 times what one of them is worth. */
    static templates(text, unit) {
      const whole = new Int8Array(bytes(text).buffer);
      const weights = Float64Array.from(whole, (value) => value * unit);
      return Array.from({ length: CLASSES }, (_, digit) => weights.subarray(digit * PIXELS, (digit + 1) * PIXELS));
    }

    /** The place of the number that is farthest from 0; the first of equals. */
    static strongest(values) {
      return values.reduce((best, value, place) => (Math.abs(value) > Math.abs(values[best]) ? place : best), 0);
    }

    /** The first place after another one, round and round, of which a condition is true; null if there is none. */
    static following(place, count, isWanted) {
      for (let step = 1; step <= count; step++) {
        const next = (place + step) % count;
        if (isWanted(next)) return next;
      }
      return null;
    }

    /** The digits that ten neurons read: for each picture that of the largest sum. */
    static readings(sums) {
      return Array.from(sums[0], (_, place) => WeighingDigit.largest(sums.map((ofOne) => ofOne[place])));
    }

    static largest(values) {
      return values.reduce((best, value, place) => (value > values[best] ? place : best), 0);
    }

    static productInWords(pixel, share, weight) {
      const place = `Row ${Math.floor(pixel / SIDE)}, column ${pixel % SIDE}:`;
      return [place, `input ${number(share)}`, `× weight ${number(weight)}`, `= ${number(share * weight)}`];
    }

    /** How the sum comes about; without a bias, where the threshold takes its place. */
    static sumInWords({ up, down, sum }, bias = null) {
      const words = [`sum z = ${number(up)} for it`, `− ${number(-down)} against it`];
      if (bias !== null) words.push(`${bias < 0 ? "−" : "+"} ${number(Math.abs(bias))} bias`);
      return [...words, `= ${number(sum + (bias ?? 0))}`];
    }

    static scoreInWords(digit, { found, own, letIn, others, score }) {
      const rest = `${letIn} of ${others} other digits let in`;
      return `Score ${percent(score)}: ${found} of ${own} ${NAMES[digit]} found, ${rest}.`;
    }

    /** What the sum says of one picture. */
    static verdictInWords(digit, truth, sum, threshold) {
      const isTaken = sum > threshold;
      const taken = `${isTaken ? "above" : "not above"} the threshold ${number(threshold)}`;
      const right = isTaken === (truth === digit) ? "right" : "wrong";
      return `The sum for this ${truth} is ${number(sum)}, ${taken}: ${isTaken ? "" : "not "}${oneDigit(digit)}, ${right}.`;
    }

    /**
     * The products on their way into the sum after a share of the time, from the lowest row upwards: those that are
     * `falling`, each as a pixel and the share of its way, and what those that have come add up to, `up` and `down`.
     */
    static fall(parts, share) {
      const pixels = [...parts.keys()].filter((pixel) => parts[pixel] !== 0).reverse();
      const state = { falling: [], up: 0, down: 0 };
      pixels.forEach((pixel, k) => {
        const way = (share - (k / pixels.length) * (1 - FLIGHT)) / FLIGHT;
        if (way >= 1) state[parts[pixel] > 0 ? "up" : "down"] += parts[pixel];
        else if (way > 0) state.falling.push([pixel, way]);
      });
      return { ...state, sum: state.up + state.down };
    }

    /** Where each product comes to lie in a bar from 0 to 1: those above 0 come first, then those below. */
    static places(parts) {
      const { up, down } = weighed(parts);
      const at = { up: 0, down: up };
      const places = new Float64Array(parts.length);
      for (let pixel = parts.length - 1; pixel >= 0; pixel--) {
        const side = parts[pixel] > 0 ? "up" : "down";
        places[pixel] = (at[side] + Math.abs(parts[pixel]) / 2) / (up - down || 1);
        at[side] += Math.abs(parts[pixel]);
      }
      return places;
    }

    /** What ten neurons answer; how often they are right, where that is known. */
    static answerInWords(answer, truth, right, all) {
      const one = `The largest sum is that of neuron ${answer}, so this ${truth} is read as ${oneDigit(answer)}.`;
      return all ? `${one} The ten read ${right} of ${all} digits right, ${percent(right / all)}.` : one;
    }

    /** Whether a pointer that comes down while another paints takes over: a pen or mouse from a finger, or a palm. */
    static takesOver({ pointerType }, { type }) {
      return type === "keyboard" || (type === "touch" && pointerType !== "touch");
    }

    // ---- State ----

    #trained; // ten templates
    #biases; // of the ten neurons
    #sheet = null; // the digits of validation and the mean images, once they are there
    #loading = null;
    #place; // of the picture among the validation digits
    #truth; // its digit
    #picture; // its 784 numbers
    #digit; // the digit to find
    #templates = new Map(); // for each digit to find, the reader's template and how it was before each stroke
    #isTen = false;
    #pointed = null; // the pixel that the reader points at, or null
    #cursor = [14, 14]; // of the keyboard
    #brush = 1;
    #stroke = null; // the brush that is down: `id` and `type` of a pointer, or of the keyboard; `at`, where it is
    #frame = null;
    #falling = null; // the next frame of products that fall into the sum
    #known = new Map(); // what stays as it is, once it was computed
    #lastJudged; // the reader's template, with its sums and its score

    // parts
    #weighing;
    #stage;
    #pictures;
    #pixel;
    #sum;
    #balance;
    #choice;
    #modes;
    #brushes;
    #size;
    #undo;
    #tools;
    #rows;
    #plot;
    #one; // parts that only one neuron has
    #ten;
    #tenRows;
    #tenPictures; // empty until they are first seen: to paint them takes longer than all else
    #note;

    build(root, data) {
      this.#trained = WeighingDigit.templates(data.weights, data.unit);
      this.#biases = data.biases;
      this.#digit = data.digit;
      this.#place = data.place;
      this.#truth = data.truth;
      this.#picture = Float64Array.from(unpackImage(bytes(data.picture), 0));
      this.#weighing = make("div", { class: "weighing" }, this.#scene(), this.#sumArea());
      root.append(this.#head(), this.#toolbar(), this.#weighing, this.#results());
      root.append(make("p", { class: "note help", id: "help" }, HELP));
      this.#reserveWords();
      this.#show();
      this.#loadInSight();
    }

    disconnectedCallback() {
      this.#lift();
      this.#endFall();
    }

    get digit() {
      return this.#digit;
    }

    /** 784 weights of the template that is shown. */
    get weights() {
      return Array.from(this.#weights);
    }

    get score() {
      return this.#sheet && this.#judged.score;
    }

    /** A promise of whether the validation digits are there; they are loaded when this is first asked. */
    get ready() {
      this.#loading ??= loadDigits().then(
        (digits) => this.#take(digits),
        (error) => this.#miss(error),
      );
      return this.#loading;
    }

    /** Lead a brush through some places [x, y], from 0 to 28; `value` is 1, −1, or 0 to erase. */
    paint(places, value, width = this.#size.valueAsNumber) {
      this.#remember();
      places.forEach((place, k) => this.#brushTo(places[Math.max(k - 1, 0)], place, value, width));
      this.#show();
    }

    /** Take the last stroke, or the last start, back. */
    undo() {
      this.#lift();
      if (this.#own.past.length === 0) return;
      this.#own.weights = this.#own.past.pop();
      this.#show();
    }

    // ---- Layout ----

    #head() {
      const options = NAMES.map((_, digit) => new Option(`for ${digit}`, digit));
      const choose = () => this.#lookFor(Number(this.#choice.value));
      this.#choice = make("select", { change: choose, "aria-label": "Neuron" }, ...options);
      this.#modes = [button("1 neuron", () => this.#setTen(false)), button("10 neurons", () => this.#setTen(true))];
      return make("div", { class: "row tools" }, make("div", { class: "together" }, ...this.#modes), this.#choice);
    }

    #toolbar() {
      this.#brushes = Object.entries(BRUSHES).map(([words, value]) => button(words, () => this.#choose(value)));
      this.#size = make("input", { type: "range", class: "of-nothing", min: 1, max: 6, value: 3, input: () => this.#showPictures() });
      this.#undo = button("Undo", () => this.#undone());
      const brushes = make("div", { class: "together", role: "group", "aria-label": "Brush" }, ...this.#brushes);
      this.#tools = make("div", { class: "row tools" }, brushes, this.#undo, make("label", {}, "size", this.#size));
      return this.#tools;
    }

    #scene() {
      const painting = { tabindex: 0, role: "application", "aria-describedby": "help", ...this.#painting() };
      this.#pictures = {
        picture: new Picture("The picture", this.#pointing("picture")),
        weights: new Picture("The weights, to paint on", { isSigned: true, ...painting }),
        products: new Picture("The products", { isSigned: true, ...this.#pointing("products") }),
      };
      const figure = (name, symbol) => {
        const caption = make("figcaption", {}, THINGS[name] ? thing(THINGS[name], name) : name, make("i", {}, symbol));
        return make("figure", { class: name, style: `grid-area: ${name}` }, this.#pictures[name].canvas, caption);
      };
      const sign = (name, words) => make("span", { class: "sign", style: `grid-area: ${name}` }, words);
      const parts = [figure("picture", "x"), sign("times", "×"), figure("weights", "w"), sign("equals", "=")];
      const result = figure("products", "w × x");
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches; // the button does nothing but move
      if (!isStill) result.append(button("Add up", () => this.#addUp()));
      this.#stage = make("div", { class: isStill ? "scene" : "scene adds" }, ...parts, result);
      return this.#stage;
    }

    /** The pixel that is pointed at, the sum, and a bar of what is for it and against it. */
    #sumArea() {
      this.#pixel = make("p", { class: "pixel" });
      this.#sum = make("p", { class: "sum" });
      this.#balance = [make("div", { class: "for" }), make("div", { class: "against" })];
      const next = button("Next picture", () => this.#next(() => true));
      const mistake = button("Next mistake", () => this.#next((place) => this.#isMistaken(place)));
      const area = (name, className, ...parts) => make("div", { class: className, style: `grid-area: ${name}` }, ...parts);
      return make(
        "div",
        { class: "balanced" },
        area("words", "", this.#pixel, this.#sum),
        area("balance", "balance", ...this.#balance),
        area("next", "row next", next, mistake),
      );
    }

    #results() {
      const starts = Object.entries(STARTS).map(([name, words]) => [name, button(words, () => this.#startFrom(name))]);
      const rows = [["mine", "this template"], ...starts].map(([name, title]) => [name, new Row(title)]);
      this.#rows = Object.fromEntries(rows);
      this.#note = make("p", { class: "note" }, SCORE);
      const words = "The sums of all digits, as soon as these have come.";
      this.#plot = draw("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.bottom}`, role: "img", "aria-label": words });
      const scores = this.#table("Score, and templates to start from", Object.values(this.#rows));
      this.#one = make("div", { class: "results" }, make("div", {}, scores, this.#note), this.#plot);
      this.#tenPictures = this.#trained.map((_, digit) => {
        return new Picture(`The weights of neuron ${digit}`, { isSigned: true });
      });
      this.#tenRows = this.#tenPictures.map((picture, digit) => {
        const row = new Row(String(digit), picture.canvas);
        row.element.addEventListener("click", () => this.#lookFor(digit)); // as the select does, which keys reach
        return row;
      });
      this.#ten = make("div", { class: "ten" }, this.#table("The sums of the ten neurons", this.#tenRows));
      return make("div", {}, this.#one, this.#ten);
    }

    #table(caption, rows) {
      const body = make("tbody", {}, ...rows.map(({ element }) => element));
      return make("table", {}, make("caption", {}, caption), body);
    }

    #reserveWords() {
      const large = -888.88;
      const counts = { found: 58, own: 58, letIn: 458, others: 458, score: 1 };
      const verdict = WeighingDigit.verdictInWords(8, 0, large, large);
      this.reserve(`${verdict} ${WeighingDigit.scoreInWords(7, counts)}`, WeighingDigit.answerInWords(8, 8, 488, 500));
    }

    // ---- The digits ----

    /** Load the digits when the element comes near the screen. */
    #loadInSight() {
      const sight = new IntersectionObserver(([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        sight.disconnect();
        void this.ready;
      }, { rootMargin: "100%" });
      sight.observe(this);
    }

    /** Keep the validation digits, and the mean images of the training digits. */
    #take({ images, labels, training, validation }) {
      const [learned, last] = [training * PIXELS, (training + validation) * PIXELS];
      const ofTraining = [images.subarray(0, learned), labels.subarray(0, training)];
      this.#sheet = {
        images: images.subarray(learned, last),
        labels: labels.subarray(training, training + validation),
        mean: (digit) => meanOf(...ofTraining, (label) => label === digit),
        rest: (digit) => meanOf(...ofTraining, (label) => label !== digit),
      };
      this.#note.textContent = SCORE;
      this.#show();
      return true;
    }

    /** Say why the digits are not there; one may try again. */
    #miss(error) {
      this.#loading = null;
      this.#note.textContent = error.message;
      this.say(error.message);
      return false;
    }

    /** A template to start from, or to compare with. */
    #template(name) {
      if (name === "blank") return new Float64Array(PIXELS);
      if (name === "trained") return this.#trained[this.#digit];
      return this.#kept(`${name} ${this.#digit}`, () => {
        const mean = this.#sheet.mean(this.#digit);
        if (name === "mean") return mean;
        const rest = this.#sheet.rest(this.#digit);
        return mean.map((share, pixel) => share - rest[pixel]);
      });
    }

    /** What a function gives, computed once. */
    #kept(name, compute) {
      if (!this.#known.has(name)) this.#known.set(name, compute());
      return this.#known.get(name);
    }

    #judge(weights) {
      const sums = sumsOf(this.#sheet.images, weights);
      return { sums, ...bestThreshold(sums, this.#sheet.labels, this.#digit) };
    }

    /** How well one of the templates to compare with does. */
    #scoreOf(name) {
      return this.#kept(`score of ${name} ${this.#digit}`, () => this.#judge(this.#template(name)).score);
    }

    /** The sums of the ten neurons for all validation digits, and the digits that they read. */
    get #answers() {
      return this.#kept("answers", () => {
        const sums = this.#trained.map((weights, digit) =>
          sumsOf(this.#sheet.images, weights).map((sum) => sum + this.#biases[digit]),
        );
        return WeighingDigit.readings(sums);
      });
    }

    // ---- What the reader does ----

    /** The reader's own template for the digit to find, and how it was before. It starts from the trained one. */
    get #own() {
      if (!this.#templates.has(this.#digit)) {
        this.#templates.set(this.#digit, { weights: this.#trained[this.#digit].slice(), past: [] });
      }
      return this.#templates.get(this.#digit);
    }

    get #weights() {
      return this.#isTen ? this.#trained[this.#digit] : this.#own.weights;
    }

    /** Show the neuron for another digit. */
    #lookFor(digit) {
      this.#lift();
      this.#digit = digit;
      this.#show();
    }

    #setTen(isTen) {
      this.#lift();
      if (isTen) this.#tenPictures.splice(0).forEach((picture, digit) => picture.show(this.#trained[digit]));
      this.#isTen = isTen;
      this.#show();
      void this.ready;
    }

    #choose(brush) {
      this.#brush = brush;
      this.#show();
    }

    #remember() {
      const { past, weights } = this.#own;
      past.push(weights);
      if (past.length > MOST_UNDONE) past.shift();
    }

    async #startFrom(name) {
      if (!this.#sheet && !(await this.ready)) return;
      this.#lift();
      this.#remember();
      this.#own.weights = this.#template(name).slice();
      this.#show();
    }

    #undone() {
      this.undo();
      if (this.#undo.disabled) this.#pictures.weights.canvas.focus({ preventScroll: true }); // it would lose the focus
    }

    /** Go to the next picture of which a condition is true. */
    async #next(isWanted) {
      if (!this.#sheet && !(await this.ready)) return;
      const { images, labels } = this.#sheet;
      const next = WeighingDigit.following(this.#place, labels.length, isWanted);
      if (next === null) return;
      this.#place = next;
      this.#truth = labels[next];
      this.#picture = pictureOf(images, next);
      this.#show();
    }

    #isMistaken(place) {
      const truth = this.#sheet.labels[place];
      if (this.#isTen) return this.#answers[place] !== truth;
      const { sums, threshold } = this.#judged;
      return sums[place] > threshold !== (truth === this.#digit);
    }

    #point(pixel) {
      this.#pointed = pixel;
      this.#showPictures();
    }

    // ---- The brush ----

    #pixelAt([x, y]) {
      return Math.min(Math.floor(y), SIDE - 1) * SIDE + Math.min(Math.floor(x), SIDE - 1);
    }

    /** Listeners of a picture that is looked at. */
    #pointing(name) {
      const point = (event) => this.#point(this.#pixelAt(this.#pictures[name].placeOf(event)));
      return { pointerdown: point, pointermove: point };
    }

    /** Listeners of the picture that is painted. */
    #painting() {
      const ofStroke = (act) => (event) => event.pointerId === this.#stroke?.id && act(event);
      return {
        pointerdown: (event) => this.#press(event),
        pointermove: (event) => this.#move(event),
        pointerup: ofStroke(() => this.#lift()),
        lostpointercapture: ofStroke(() => this.#lift()),
        pointercancel: ofStroke(() => this.undo()), // the system took the finger away
        keydown: (event) => this.#keyDown(event),
        blur: () => this.#stroke?.type === "keyboard" && this.#lift(),
      };
    }

    #press(event) {
      const place = this.#pictures.weights.placeOf(event);
      this.#pointed = this.#pixelAt(place);
      if (this.#isTen || event.button !== 0 || event.ctrlKey) return void this.#showPictures();
      if (this.#stroke && !WeighingDigit.takesOver(event, this.#stroke)) return;
      if (this.#stroke) this.undo(); // it was the palm of the hand
      this.#down({ id: event.pointerId, type: event.pointerType, at: place });
      try {
        this.#pictures.weights.canvas.setPointerCapture(event.pointerId);
      } catch {
        // a pointer that is gone already cannot be captured
      }
    }

    #move(event) {
      const isPainting = event.pointerId === this.#stroke?.id;
      if (!isPainting && this.#stroke) return;
      const moves = isPainting ? (event.getCoalescedEvents?.() ?? []) : [];
      const places = (moves.length > 0 ? moves : [event]).map((move) => this.#pictures.weights.placeOf(move));
      if (isPainting) for (const place of places) this.#lead(place);
      this.#point(this.#pixelAt(places.at(-1)));
    }

    #down(stroke) {
      this.#remember();
      this.#stroke = stroke;
      this.#lead(stroke.at);
      this.#show();
    }

    /** Lead the brush that is down to a place; what follows from it is shown in the next frame. */
    #lead(place) {
      this.#brushTo(this.#stroke.at, place, this.#brush, this.#size.valueAsNumber);
      this.#stroke.at = place;
      this.#frame ??= requestAnimationFrame(() => this.#show());
    }

    #brushTo(from, to, value, width) {
      this.#own.weights = brushed(this.#own.weights, from, to, width, value);
    }

    #lift() {
      if (this.#stroke === null) return;
      this.#stroke = null;
      this.#show();
    }

    #keyDown(event) {
      const act = this.#actOf(event);
      if (!act) return;
      event.preventDefault(); // the page does not scroll
      event.stopPropagation(); // nor does the book turn to the next page
      act();
    }

    /** What a key does on the weights, or nothing where it is the browser's. */
    #actOf({ key, altKey, ctrlKey, metaKey, shiftKey, repeat }) {
      if (altKey || (ctrlKey || metaKey) !== (key === "z")) return null;
      if (Object.hasOwn(ARROWS, key)) return () => this.#step(ARROWS[key], shiftKey ? LONG_STEP : 1);
      if (this.#isTen) return null;
      if (Object.hasOwn(KEYS_OF_BRUSHES, key)) return () => this.#choose(KEYS_OF_BRUSHES[key]);
      const acts = {
        " ": () => (this.#stroke ? this.#lift() : this.#down({ id: null, type: "keyboard", at: this.#middle })),
        Escape: () => this.#lift(),
        Backspace: () => this.undo(),
        z: () => this.undo(),
      };
      if (!Object.hasOwn(acts, key)) return null;
      return repeat ? () => {} : acts[key]; // a key that is held down acts once
    }

    /** The middle of the pixel at which the keyboard's cursor is. */
    get #middle() {
      return this.#cursor.map((at) => at + 0.5);
    }

    #step([right, down], length) {
      const [x, y] = this.#pointed === null ? this.#cursor : [this.#pointed % SIDE, Math.floor(this.#pointed / SIDE)];
      this.#cursor = [x + length * right, y + length * down].map((at) => clamp(at, 0, SIDE - 1));
      if (this.#stroke?.type === "keyboard") this.#lead(this.#middle);
      this.#point(this.#cursor[1] * SIDE + this.#cursor[0]);
      this.say(WeighingDigit.productInWords(this.#pointed, ...this.#factors).join(" "));
    }

    // ---- Showing ----

    get #judged() {
      if (this.#lastJudged?.weights !== this.#own.weights || this.#lastJudged.digit !== this.#digit) {
        const weights = this.#own.weights;
        this.#lastJudged = { weights, digit: this.#digit, ...this.#judge(weights) };
      }
      return this.#lastJudged;
    }

    /** What is multiplied at the pixel that is pointed at. */
    get #factors() {
      return [this.#picture[this.#pointed], this.#weights[this.#pointed]];
    }

    #show() {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
      this.#endFall();
      this.#showPictures();
      this.#showSum();
      this.#showControls();
      if (this.#isTen) this.#showTen();
      else this.#showOne();
    }

    #showPictures() {
      const parts = products(this.#picture, this.#weights);
      const marked = this.#pointed ?? WeighingDigit.strongest(parts);
      this.#pictures.picture.show(this.#picture, marked);
      this.#pictures.weights.show(this.#weights, marked, this.#isTen ? 0 : this.#size.valueAsNumber);
      this.#pictures.products.show(parts, marked);
      const words = WeighingDigit.productInWords(marked, this.#picture[marked], this.#weights[marked]);
      this.#pixel.replaceChildren(...this.#phrases(words));
    }

    /** Let the products fall into the sum. */
    #addUp() {
      this.#show();
      const parts = products(this.#picture, this.#weights);
      const whole = weighed(parts);
      const places = WeighingDigit.places(parts);
      const canvas = this.#weighing.appendChild(make("canvas", { class: "falling", "aria-hidden": "true" }));
      const [ratio, { width, height }] = [window.devicePixelRatio, this.#weighing.getBoundingClientRect()];
      [canvas.width, canvas.height] = [width * ratio, height * ratio];
      const context = canvas.getContext("2d", SOFTWARE);
      let begun = null;
      const step = (time) => {
        begun ??= time;
        const state = WeighingDigit.fall(parts, (time - begun) / FALLING_TIME);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, height);
        for (const [pixel, way] of state.falling) this.#drawFalling(context, pixel, parts[pixel], way, places[pixel]);
        this.#showTotal(state, whole);
        this.#falling = time - begun < FALLING_TIME ? requestAnimationFrame(step) : this.#endFall();
      };
      this.#falling = requestAnimationFrame(step);
    }

    /** Draw a product on its way from its pixel to its place in the bar. */
    #drawFalling(context, pixel, product, way, place) {
      const origin = this.#weighing.getBoundingClientRect();
      const from = this.#pictures.products.canvas.getBoundingClientRect();
      const to = this.#balance[0].parentElement.getBoundingClientRect();
      const size = from.width / SIDE;
      const [x, y] = [from.left + (pixel % SIDE) * size, from.top + Math.floor(pixel / SIDE) * size];
      const [endX, endY] = [to.left + place * to.width, to.top];
      context.fillStyle = WeighingDigit.color(product, true);
      const [left, top] = [x + way * (endX - x) - origin.left, y + way ** 2 * (endY - y) - origin.top];
      context.fillRect(left, top, size, size);
    }

    #endFall() {
      cancelAnimationFrame(this.#falling);
      this.#falling = null;
      this.#weighing?.querySelector(".falling")?.remove();
      return null;
    }

    #phrases(words) {
      return words.flatMap((part) => [make("span", {}, part), " "]);
    }

    #sumWith(weights) {
      return weighed(products(this.#picture, weights)).sum;
    }

    #showSum() {
      const parts = weighed(products(this.#picture, this.#weights));
      this.#showTotal(parts, parts);
    }

    /** Show a sum, or as much of it as has come together so far. */
    #showTotal(parts, whole) {
      const bias = this.#isTen ? this.#biases[this.#digit] : null;
      this.#sum.replaceChildren(...this.#phrases(WeighingDigit.sumInWords(parts, bias)));
      const all = whole.up - whole.down || 1;
      const [up, down] = this.#balance;
      up.style.width = `${(100 * parts.up) / all}%`;
      down.style.width = `${(-100 * parts.down) / all}%`;
      down.style.marginLeft = `${(100 * (whole.up - parts.up)) / all}%`; // where products fall that are below 0
    }

    #showControls() {
      this.#stage.classList.toggle("fixed", this.#isTen);
      this.#modes.forEach((mode, place) => mode.setAttribute("aria-pressed", this.#isTen === (place === 1)));
      const brushes = Object.values(BRUSHES);
      this.#brushes.forEach((each, place) => each.setAttribute("aria-pressed", brushes[place] === this.#brush));
      this.#choice.value = this.#digit;
      this.#undo.disabled = this.#own.past.length === 0;
      for (const part of [this.#tools, this.#one]) part.hidden = this.#isTen;
      this.#ten.hidden = !this.#isTen;
    }

    #showOne() {
      if (!this.#sheet) {
        this.#showScores(() => null);
        this.say(`The sum for this ${this.#truth} is ${number(this.#sumWith(this.#weights))}.`);
        return;
      }
      const judged = this.#judged;
      this.#showScores((name) => (name === "mine" ? judged.score : this.#scoreOf(name)));
      this.#drawPlot(judged);
      const verdict = WeighingDigit.verdictInWords(this.#digit, this.#truth, judged.sums[this.#place], judged.threshold);
      this.say(`${verdict} ${WeighingDigit.scoreInWords(this.#digit, judged)}`);
    }

    /** Show scores, of which null is not known yet. A bar begins at 50 %. */
    #showScores(scoreOf) {
      for (const [name, row] of Object.entries(this.#rows)) {
        const score = scoreOf(name);
        row.show(score === null ? "–" : percent(score), 0, 2 * (score ?? 0.5) - 1, name === "mine" ? name : "");
      }
    }

    #showTen() {
      const sums = this.#trained.map((weights, digit) => this.#sumWith(weights) + this.#biases[digit]);
      const answer = WeighingDigit.largest(sums);
      const share = scale([Math.min(0, ...sums), Math.max(0, ...sums)], [0, 1]);
      sums.forEach((sum, digit) => {
        const kinds = { mine: digit === answer, truth: digit === this.#truth, shown: digit === this.#digit };
        const kind = Object.keys(kinds).filter((each) => kinds[each]);
        this.#tenRows[digit].show(number(sum), share(0), share(sum), kind.join(" "));
        this.#tenRows[digit].showZero(share(0));
      });
      const labels = this.#sheet?.labels;
      const right = labels && this.#answers.filter((read, place) => read === labels[place]).length;
      this.say(WeighingDigit.answerInWords(answer, this.#truth, right, labels?.length));
    }

    // ---- The plot ----

    #drawPlot({ sums, threshold, found, own, letIn, others }) {
      const parts = histograms(sums, this.#sheet.labels, this.#digit, threshold);
      const { low, width } = parts;
      const x = scale([low, low + parts.own.length * width], [PLOT.left, PLOT.right]);
      const bars = (counts, base) => {
        const y = scale([0, Math.max(...counts)], [0, PLOT.high]);
        return counts.flatMap((count, bin) => {
          if (count === 0) return [];
          const place = { x: x(low + bin * width) + 0.5, y: base - y(count), width: x(low + width) - x(low) - 1, height: y(count) };
          return [draw("rect", { class: bin < parts.first ? "below" : "above", ...place })];
        });
      };
      const [upper, lower] = PLOT.base;
      const [at, here] = [x(threshold), x(sums[this.#place])];
      const anchor = at < 60 ? "start" : at > PLOT.width - 60 ? "end" : "middle";
      const ownWords = `${own} ${NAMES[this.#digit]}: ${found} above`;
      const otherWords = `${others} others: ${letIn} above`;
      this.#plot.replaceChildren(
        ...bars(parts.own, upper),
        ...bars(parts.others, lower),
        ...PLOT.base.map((base) => draw("path", { class: "axis", d: `M${PLOT.left},${base}H${PLOT.right}` })),
        draw("path", { class: "threshold", d: `M${at},17V${lower}` }),
        label(at, 13, anchor, `threshold ${number(threshold)}`),
        label(PLOT.left, upper - PLOT.high - 8, "start", ownWords),
        label(PLOT.left, lower - PLOT.high - 8, "start", otherWords),
        draw("path", { class: "here", d: `M${here},${lower + 2}l5,9h-10z` }),
        label(clamp(here, 24, PLOT.width - 24), lower + 24, "middle", `this ${this.#truth}`),
      );
      this.#plot.setAttribute("aria-label", `The sums of all digits. ${ownWords}; ${otherWords} the threshold.`);
    }
  }

  define("weighing-digit", WeighingDigit);
})();
