// <digit-pad>: the reader draws a digit, and the network that the page has trained reads it.
(() => {
  "use strict";
  const { BookElement, bytes, define, make, softmax } = window.readingDigits;

  const SIDE = 28; // pixels of an image along each side; strokes on the paper are measured in the same unit
  const BOX = 20; // what MNIST scales a digit into
  const MIDDLE = 14.5; // the middle of the pixel with index 14: where MNIST puts the center of mass
  const PEN = 2; // width of the pen on the paper
  const INK = 2.5; // even width of a stroke in the image, as the digits of MNIST have it on average
  const SOFT = 1.5; // how many pixels an edge takes from full ink to paper
  const LARGEST = 5; // nothing is enlarged more than this: a dot stays a dot
  const STEPS = { scale: "Scale to 20 × 20", center: "Center by mass", even: "Even stroke width" };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const ORDINALS = ["First", "Second", "Third", "Fourth"];
  const HELP =
    "By keyboard: the arrow keys move, with Shift in larger steps; Space puts the pen down and lifts it; " +
    "Backspace takes the last stroke back; Delete clears.";
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  /** The network: float16 numbers in base64, for each layer its weights (a row for each input), then its bias. */
  function unpack(text, sizes) {
    const packed = atob(text);
    const powers = Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));
    let at = 0;
    const take = (count) => {
      const numbers = new Float32Array(count);
      for (let k = 0; k < count; k++, at += 2) {
        const half = packed.charCodeAt(at) | (packed.charCodeAt(at + 1) << 8);
        const exponent = (half >> 10) & 31;
        const size = ((half & 1023) + (exponent ? 1024 : 0)) * powers[exponent];
        numbers[k] = half & 0x8000 ? -size : size;
      }
      return numbers;
    };
    return sizes.slice(1).map((outputs, k) => ({ weights: take(sizes[k] * outputs), bias: take(outputs) }));
  }

  /** The activations of all layers: ReLU in the hidden ones, probabilities in the last. */
  function forward(layers, inputs) {
    return layers.map(({ weights, bias }, k) => {
      const sums = Array.from(bias);
      inputs.forEach((input, i) => {
        for (let j = 0, at = i * sums.length; j < sums.length; j++) sums[j] += input * weights[at + j];
      });
      return (inputs = k === layers.length - 1 ? softmax(sums) : sums.map((sum) => Math.max(sum, 0)));
    });
  }

  /** Ink strokes, each point moved to factor · point + shift. A pixel's shade tells how near the nearest line is. */
  function ink(strokes, factor, shift, width) {
    const image = new Array(SIDE * SIDE).fill(0);
    const reach = (width + SOFT) / 2;
    const first = (a, b) => Math.max(Math.floor(Math.min(a, b) - reach), 0);
    const last = (a, b) => Math.min(Math.floor(Math.max(a, b) + reach), SIDE - 1);
    for (const stroke of strokes) {
      const points = stroke.map((point) => point.map((at, axis) => factor * at + shift[axis]));
      points.forEach(([bx, by], k) => {
        const [ax, ay] = points[Math.max(k - 1, 0)];
        const [dx, dy] = [bx - ax, by - ay];
        const square = dx * dx + dy * dy || 1;
        for (let row = first(ay, by); row <= last(ay, by); row++) {
          for (let column = first(ax, bx); column <= last(ax, bx); column++) {
            const x = column + 0.5 - ax;
            const y = row + 0.5 - ay;
            const along = clamp((x * dx + y * dy) / square, 0, 1);
            const shade = clamp((reach - Math.hypot(x - along * dx, y - along * dy)) / SOFT, 0, 1);
            image[row * SIDE + column] = Math.max(image[row * SIDE + column], shade);
          }
        }
      });
    }
    return image;
  }

  /** The image that the network sees: strokes prepared as those of MNIST were, or without some of the steps. */
  function imageOf(strokes, { scale, center, even }) {
    const points = strokes.flat();
    if (points.length === 0) return new Array(SIDE * SIDE).fill(0);
    const sorted = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b));
    const size = Math.max(...sorted.map((along) => along.at(-1) - along[0]));
    const factor = scale ? Math.min(even ? (BOX - INK) / size : BOX / (size + PEN), LARGEST) : 1;
    const width = even ? INK : PEN * factor;
    const boxed = sorted.map((along) => (SIDE - factor * (along[0] + along.at(-1))) / 2);
    const image = ink(strokes, factor, scale || center ? boxed : [0, 0], width);
    if (!center) return image;
    const mass = image.reduce((total, shade) => total + shade);
    const mean = (place) => image.reduce((total, shade, k) => total + shade * (place(k) + 0.5), 0) / mass;
    const means = [mean((k) => k % SIDE), mean((k) => Math.floor(k / SIDE))];
    return ink(strokes, factor, boxed.map((shift, axis) => shift + MIDDLE - means[axis]), width);
  }

  /** Paint numbers from 0 to 1, one a pixel, as ink on white paper. */
  function paint(canvas, shades) {
    const picture = new ImageData(canvas.width, canvas.height);
    shades.forEach((shade, k) => (picture.data[4 * k + 3] = 255 * shade));
    canvas.getContext("2d").putImageData(picture, 0, 0);
    return canvas;
  }

  /** A share in whole percent; 99.9 is not called 100, nor 0.1 called 0. */
  const percent = (share, over, under) =>
    share >= 0.995 ? `${over} 99` : share < 0.005 ? `${under} 1` : `${Math.round(100 * share)}`;

  /** The same in tenths of a percent. */
  const inTenths = (share) => (share >= 0.9995 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`);

  class DigitPad extends BookElement {
    static style = `
      .frame { container-type: inline-size; }
      .areas { display: grid; gap: .75rem 1.5rem; grid-template: "draw" "seen" "steps" "numbers" / minmax(0, 20rem); }
      @container (min-width: 34rem) {
        .areas { grid-template: "draw seen" "draw numbers" "steps numbers" 1fr / 1fr 1fr; }
      }
      .paper { position: relative; background: #fff; border: 1px solid var(--line); border-radius: .375rem; }
      .paper canvas { width: 100%; aspect-ratio: 1; border-radius: inherit; cursor: crosshair; touch-action: none; }
      .paper { user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
      .hint { position: absolute; inset: 45% 0 auto; text-align: center; color: #595959; pointer-events: none; }
      .row, figure { margin: .5rem 0 0; }
      .hint, .name, .digit, .sure, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
      legend, caption, .name { padding: 0; font-weight: 600; text-align: left; }
      .shades { width: 90%; background: #fff; image-rendering: pixelated; border: 1px solid var(--line); }
      .look { display: flex; gap: 1.25rem; align-items: center; }
      .look .shades { width: 8.875rem; flex: none; }
      .digit { font-size: 3.5rem; line-height: 1.1; font-weight: 600; }
      .sure { font-size: 1.25rem; }
      fieldset label { display: flex; }
      table { width: 100%; line-height: 1.25; }
      th { width: 1.5rem; } td { width: 4.75rem; white-space: nowrap; } td:nth-child(2) { width: auto; }
      .bar { height: .75rem; background: var(--accent); border-radius: .125rem; }
      .paper, .shades, .bar { forced-color-adjust: none; } /* paper stays white */
      .best > * { font-weight: 700; }
      figcaption, .help { margin: .5rem 0 0; font-size: .8125rem; }
    `;

    /** Lay it all out. Nothing here needs the weights: they are unpacked after the page's first paint. */
    build(root, data) {
      const { examples, names, sizes, start } = (this.data = data);
      Object.assign(this, { state: { strokes: [], example: start }, past: [], drawing: false, pointer: null });
      Object.assign(this, { cursor: [SIDE / 2, SIDE / 2], looking: false }); // the keyboard's place, and if it is seen
      const shades = Array.from(bytes(examples), (shade) => shade / 255);
      this.examples = names.map((_, k) => shades.slice(k * SIDE * SIDE, (k + 1) * SIDE * SIDE));

      const area = (name, ...children) => make("div", { style: `grid-area: ${name}` }, ...children);
      const options = names.map((name, k) => make("option", { value: k }, name));
      const button = (text, click) => make("button", { type: "button", click }, text);
      const image = (width, height) => make("canvas", { class: "shades", role: "img", width, height });
      const box = ([step, text]) => {
        this[step] = make("input", { type: "checkbox", checked: true, change: () => this.change() });
        return make("label", {}, this[step], text);
      };
      const load = () => this.menu.value && this.load(this.menu.value);
      this.menu = make("select", { change: load }, make("option", { value: "" }, "choose …"), ...options);
      const menu = make("label", {}, "Load a test digit", this.menu);
      const buttons = [button("Undo", () => this.undo()), button("Clear", () => this.clear())];
      this.hint = make("p", { class: "hint" }, "Draw a digit here");
      this.seen = image(SIDE, SIDE);
      [this.digit, this.sure] = ["digit", "sure"].map((name) => make("p", { class: name }));
      this.bars = Array.from({ length: 10 }, () => make("div", { class: "bar" }));
      this.rows = this.bars.map((bar, digit) =>
        make("tr", {}, make("th", { scope: "row" }, `${digit}`), make("td", {}, bar), make("td")),
      );
      this.grids = sizes.slice(1, -1).map((neurons) => image(32, Math.ceil(neurons / 32)));
      this.captions = this.grids.map(() => make("figcaption"));
      const paper = make("div", { class: "paper" }, this.surface(), this.hint);
      const look = make("div", { class: "look" }, this.seen, make("div", {}, this.digit, this.sure));
      const boxes = Object.entries(STEPS).map(box);
      const table = make("table", {}, make("caption", {}, "Probabilities"), make("tbody", {}, ...this.rows));
      const figures = this.grids.map((grid, k) => make("figure", {}, this.captions[k], grid));
      const areas = [
        area("draw", paper, make("div", { class: "row" }, ...buttons, names.length ? menu : "")),
        area("seen", make("p", { class: "name" }, "What the network sees"), look),
        area("steps", make("fieldset", {}, make("legend", {}, "Prepare the drawing"), ...boxes)),
        area("numbers", table, ...figures),
      ];
      root.append(make("div", { class: "frame" }, make("div", { class: "areas" }, ...areas)));
      root.append(make("p", { class: "help", id: "help" }, HELP));
      new ResizeObserver(() => this.paintPaper()).observe(this.paper);
      requestAnimationFrame(() => setTimeout(() => this.show()));
    }

    surface() {
      const listeners = {
        pointerdown: (event) => this.press(event),
        pointermove: (event) => event.pointerId === this.pointer && this.drag(event),
        pointerup: (event) => event.pointerId === this.pointer && this.lift(),
        pointercancel: (event) => event.pointerId === this.pointer && this.undo(), // the system took the finger away
        keydown: (event) => this.keyDown(event),
        focus: () => this.look(this.paper.matches(":focus-visible")),
        blur: () => this.look(false) || this.lift(),
      };
      const names = { role: "application", "aria-label": "Surface to draw a digit on", "aria-describedby": "help" };
      return (this.paper = make("canvas", { tabindex: 0, ...names, ...listeners }));
    }

    /** The digit read, or null while the pad is empty. */
    get prediction() {
      return this.result().prediction;
    }

    /** Ten numbers that sum to 1; ten zeros while the pad is empty. */
    get probabilities() {
      return this.result().activations.at(-1).slice();
    }

    /** 784 numbers from 0 (paper) to 1 (ink), row by row. */
    get pixels() {
      return this.result().pixels.slice();
    }

    /** Ten probabilities for 784 pixels; changes nothing. */
    classify(pixels) {
      return this.forward(pixels).at(-1);
    }

    /** Show test digit number k; the first is 0. */
    load(k) {
      if (!this.examples[k]) throw new RangeError(`There is no test digit ${k}; choose from ${this.examples.length}.`);
      this.put([], Number(k));
    }

    clear() {
      this.put([]);
    }

    undo() {
      this.lift();
      if (this.past.length) this.change(this.past.pop());
    }

    forward(pixels) {
      this.layers ||= unpack(this.data.weights, this.data.sizes);
      return forward(this.layers, Array.from(pixels, (pixel) => (255 * pixel - this.data.mean) / this.data.std));
    }

    /** The reading of the present state, computed once. */
    result() {
      if (this.known) return this.known;
      const { strokes, example } = this.state;
      const steps = { scale: this.scale.checked, center: this.center.checked, even: this.even.checked };
      const pixels = example === null ? imageOf(strokes, steps) : this.examples[example];
      const empty = example === null && strokes.length === 0;
      const silent = () => this.data.sizes.slice(1).map((size) => new Array(size).fill(0));
      const activations = empty ? silent() : this.forward(pixels);
      const shares = activations.at(-1);
      const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
      return (this.known = { pixels, empty, activations, order, prediction: empty ? null : order[0] });
    }

    /** Take a new state, which can be undone. */
    put(strokes, example = null, drawing = false) {
      this.lift();
      this.past.push(this.state);
      this.drawing = drawing;
      this.change({ strokes, example });
    }

    /** Take a state (or look again at the present one), show its reading and tell it. */
    change(state = this.state) {
      this.state = state;
      this.known = null;
      this.show();
      const { prediction, probabilities, pixels } = this;
      const detail = { prediction, probabilities, pixels };
      this.dispatchEvent(new CustomEvent("digit", { bubbles: true, composed: true, detail }));
    }

    show() {
      cancelAnimationFrame(this.frame);
      this.frame = null;
      const { pixels, empty, activations, order, prediction } = this.result();
      const { example } = this.state;
      const shares = activations.at(-1);
      this.paintPaper();
      this.hint.hidden = !empty;
      this.menu.value = example === null ? "" : example;
      for (const step of Object.keys(STEPS)) this[step].disabled = example !== null;
      paint(this.seen, pixels).setAttribute("aria-label", empty ? "No ink" : "The drawing as 28 by 28 pixels");
      this.rows.forEach((row, digit) => {
        row.className = digit === prediction ? "best" : "";
        row.lastChild.textContent = empty ? "–" : inTenths(shares[digit]);
        this.bars[digit].style.width = `${100 * shares[digit]}%`;
      });
      this.grids.forEach((grid, k) => {
        const values = activations[k];
        const largest = Math.max(...values) || 1;
        const active = `${values.filter((value) => value > 0).length} of ${values.length} neurons active`;
        this.captions[k].textContent = `${ORDINALS[k] || "Later"} hidden layer: ${active}`;
        paint(grid, values.map((value) => value / largest)).setAttribute("aria-label", this.captions[k].textContent);
      });
      this.digit.textContent = empty ? "?" : prediction;
      this.sure.textContent = empty ? "" : `${percent(shares[prediction], ">", "<")} %`;
      const words = (digit) => `${digit}, ${percent(shares[digit], "more than", "less than")} percent.`;
      this.reading = `Read as ${words(order[0])} Next: ${words(order[1])}`;
      if (example !== null) this.reading += " A test digit is prepared already.";
      if (empty) this.reading = this.examples.length ? "Draw a digit, or load a test digit." : "Draw a digit.";
      this.say(this.reading);
    }

    /** Draw the paper again: a test digit as its pixels, strokes as the pen left them, and the keyboard's cursor. */
    paintPaper() {
      const side = Math.round(this.paper.clientWidth * window.devicePixelRatio);
      if (side !== this.paper.width || side !== this.paper.height) this.paper.width = this.paper.height = side;
      const context = this.paper.getContext("2d");
      const line = (strokeStyle, lineWidth, path) => Object.assign(context, { strokeStyle, lineWidth }).stroke(path);
      context.setTransform(side / SIDE, 0, 0, side / SIDE, 0, 0);
      context.clearRect(0, 0, SIDE, SIDE);
      Object.assign(context, { imageSmoothingEnabled: false, lineCap: "round", lineJoin: "round" });
      const example = this.examples[this.state.example];
      if (example) context.drawImage(paint(make("canvas", { width: SIDE, height: SIDE }), example), 0, 0);
      for (const stroke of this.state.strokes) {
        line("#000", PEN, new Path2D(`M${stroke[0]}L${stroke.join("L")}`));
      }
      if (!this.looking) return;
      const ring = new Path2D();
      ring.arc(...this.cursor, 1.5, 0, 2 * Math.PI);
      line("#fff", 0.75, ring);
      line(this.drawing ? "#c00000" : "#0060c0", 0.4, ring);
    }

    /** Begin a stroke, with a mouse, a finger, or by keyboard. A test digit, if one is shown, goes away. */
    begin(point) {
      this.put([...this.state.strokes, [point]], null, true);
    }

    extend(point) {
      this.state.strokes.at(-1).push(point);
      this.known = null;
      this.frame ||= requestAnimationFrame(() => this.change());
    }

    /** End the stroke that is under way; its reading is current at once. */
    lift() {
      const drew = this.drawing;
      this.drawing = false;
      this.pointer = null;
      if (drew) this.change();
    }

    press(event) {
      if (event.button !== 0 || event.ctrlKey || !event.isPrimary) return;
      this.looking = false;
      this.begin(this.place(event));
      this.pointer = event.pointerId;
      this.paper.setPointerCapture(event.pointerId);
    }

    drag(event) {
      const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const each of all.length ? all : [event]) this.extend(this.place(each));
    }

    place({ clientX, clientY }) {
      const { left, top, width, height } = this.paper.getBoundingClientRect();
      return [(clientX - left) / width, (clientY - top) / height].map((share) => clamp(SIDE * share, 0, SIDE));
    }

    /** The keyboard's cursor is shown only while the keyboard is used. */
    look(looking) {
      this.looking = looking;
      this.paintPaper();
    }

    keyDown(event) {
      const chord = event.ctrlKey || event.metaKey;
      const lift = () => this.typing && (this.extend(this.cursor), this.lift());
      const [clear, undo] = [() => this.clear(), () => this.undo()];
      const space = () => (this.typing ? lift() : this.begin(this.cursor));
      const acts = { " ": space, Escape: lift, Delete: clear, Backspace: undo, z: undo };
      const arrow = event.key in ARROWS;
      if (event.altKey || chord !== (event.key === "z") || !(arrow || acts[event.key])) return;
      event.preventDefault(); // the page does not scroll
      event.stopPropagation(); // nor does the book turn to the next page
      this.looking = true;
      if (arrow) this.step(event.key, event.shiftKey ? 3 : 1);
      else if (!event.repeat) acts[event.key]();
      if (event.key === " ") this.say(`Pen ${this.drawing ? "down" : "up"}. ${this.reading}`);
      this.paintPaper();
    }

    get typing() {
      return this.drawing && this.pointer === null;
    }

    /** Move the keyboard's cursor. The ink goes from the middle of each step to that of the next: slopes, no stairs. */
    step(key, length) {
      const before = this.cursor;
      this.cursor = before.map((at, axis) => clamp(at + length * ARROWS[key][axis], 1, SIDE - 1));
      if (this.typing) this.extend(this.cursor.map((at, axis) => (at + before[axis]) / 2));
      else this.say(`Pen up, ${this.cursor[0]} from the left, ${this.cursor[1]} from the top.`);
    }
  }

  define("digit-pad", DigitPad);
})();
