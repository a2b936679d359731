// A look into a network's hidden layers: each neuron as a box, the greener the more it responds, and what one of them
// does with this drawing: its weights, their products with what it sees, and the sum.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { FilterMap, Painter, SOFTWARE, activationColor, clamp, fullAt, hiddenLayers, inkColor, make, neuronAt, number,
      paintPicture, pictured, signedColor, tiling } = window.readingDigits;

    const ORDINALS = ["First", "Second", "Third", "Fourth"];
    const NEURONS = { wide: 32, narrow: 16 }; // in a row
    const GAP = 0.08; // between boxes, as a share of their side
    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    const STYLE = `
      .strip { margin: .5rem 0 0; }
      .boxes { position: relative; }
      .ring { position: absolute; border: .1875rem solid #000; outline: 1px solid #fff; pointer-events: none; filter: var(--figure-image, none); }
      .strip canvas { width: 100%; aspect-ratio: var(--narrow); cursor: pointer; border-radius: .125rem; }
      .neuron { display: grid; gap: .5rem 1.5rem; margin: .75rem 0 0; }
      .equation { display: grid; grid-template-columns: 1fr auto 1fr auto 1fr; gap: 0 .375rem; align-items: start; }
      .equation figure { margin: 0; min-width: 0; }
      .equation .frame-of { display: grid; place-items: center; aspect-ratio: 1; border: 1px solid var(--rim); background: var(--figure-ffffff, #fff); }
      .equation canvas { width: 100%; max-height: 100%; object-fit: contain; image-rendering: pixelated; }
      .equation .sign { align-self: start; margin-top: 2rem; font-size: 1.25rem; }
      .equation figcaption { display: block; min-height: 2.5em; line-height: 1.25; margin: .25rem 0 0; }
      .sums { display: grid; grid-template-columns: minmax(0, 1fr) 5.5rem; gap: 0; margin: .25rem 0 0; font-size: .875rem; align-content: start; }
      .sums dd { margin: 0; text-align: right; }
      .sums .result { font-weight: 600; border-top: 1px solid var(--line); }
      .colors { margin: .5rem 0 0; font-size: .8125rem; }
      .whose { font-weight: 600; min-height: 1.5em; margin: 0; }
      .neuron:not(.of-filter) :is(.looks, .map) { display: none; }
      .whose { grid-area: whose; }
      .neuron { grid-template: "whose" "terms" "sums" / minmax(0, 1fr); }
      .neuron.of-filter { grid-template: "whose whose" "looks map" "terms terms" "sums sums" / 1fr 1fr; }
      .looks { grid-area: looks; }
      .map { grid-area: map; }
      .equation { grid-area: terms; }
      .adds { grid-area: sums; }
      @container (min-width: 34rem) {
        .strip canvas { aspect-ratio: var(--wide); }
        .neuron { grid-template: "whose whose" "terms sums" / 1fr 13rem; }
        .neuron.of-filter { grid-template: "whose whose whose" "looks terms map" "sums sums sums" / 7rem 1fr 7rem; }
        .of-filter .sums { grid-template-columns: repeat(4, auto); justify-content: start; gap: 0 1.5rem; }
        .of-filter .sums dt { grid-row: 1; border: 0; }
        .of-filter .sums dd { grid-row: 2; border: 0; text-align: left; }
      }
      summary.name { cursor: pointer; width: fit-content; min-height: 1.5rem; }
      @media print { .neuron, .pointing, details.hidden-layers:not([open]) { display: none; } }
    `;

    /** How many filters, each a picture, lie in a row: more where there are many, and no row is left half empty. */
    function filtersInRow(count) {
      if (count <= 16) return { wide: 8, narrow: 4 };
      return { wide: count % 16 !== 0 && count % 12 === 0 ? 12 : 16, narrow: 8 };
    }

    // ---- Words ----

    const unitsOf = ({ kind }) => (kind === "conv" ? "filters" : "neurons");
    const nameOf = (place) => `${ORDINALS[place] || "Later"} hidden layer`;

    /** What stands above a layer's picture. A filter responds somewhere in nearly every drawing, so those are not counted. */
    function layerInWords(place, units, active, all) {
      return units === "filters" ? `${nameOf(place)}: ${all} filters` : `${nameOf(place)}: ${active} of ${all} ${units} active`;
    }

    /** What can be done with the pictures of the layers. */
    function invitation(units) {
      if (units === "neurons") return "Point at a box or tap it, or use the arrow keys: what does this neuron do with your digit?";
      return "Each picture is the map of a filter: where it finds what it looks for. Point at one or tap it, or use the arrow keys, to see how.";
    }

    /** How a neuron's numbers are called, and what they are. */
    function sumsInWords({ sum, bias }) {
      const words = [number(sum - bias), number(bias), number(sum), number(Math.max(sum, 0))];
      return { products: words[0], bias: words[1], sum: words[2], activation: words[3] };
    }

    // ---- A layer ----

    /** The layer's neurons in rows, to be pointed at: `look` is told which one. */
    class Strip {
      #place; // which of the hidden layers it is
      #layer;
      #look;
      #canvas;
      #words = make("span");
      #columns;
      #size = [0, 0]; // of the canvas, in pixels of the page
      #shown = []; // activations, as shares of the largest
      #maps = make("canvas"); // what filters give, side by side
      #ring = make("span", { class: "ring", hidden: true }); // around the neuron that is looked at
      #neuron = 0; // the one to go on from with the arrow keys

      constructor(place, layer, look) {
        this.#place = place;
        this.#layer = layer;
        this.#look = look;
        this.#columns = this.#isOfFilters ? filtersInRow(this.#count) : NEURONS;
        this.#canvas = make("canvas", {
          tabindex: 0,
          role: "slider",
          "aria-valuemin": 1,
          "aria-valuemax": this.#count,
          pointermove: (event) => event.pointerType !== "touch" && this.#point(event),
          pointerdown: (event) => this.#point(event),
          keydown: (event) => this.#keyDown(event),
          focus: () => this.#canvas.matches(":focus-visible") && this.#choose(this.#neuron),
        });
        for (const width of ["wide", "narrow"]) this.#canvas.style.setProperty(`--${width}`, this.#ratio(width));
        const longest = layerInWords(place, unitsOf(layer), this.#count, this.#count);
        const room = make("span", { class: "reserved", "aria-hidden": "true" }, longest);
        const boxes = make("div", { class: "boxes" }, this.#canvas, this.#ring);
        this.element = make("figure", { class: "strip" }, make("figcaption", {}, this.#words, room), boxes);
        new ResizeObserver(() => this.#resize()).observe(this.#canvas);
      }

      get #isOfFilters() {
        return this.#layer.kind === "conv";
      }

      get #count() {
        return this.#layer.shape.at(-1);
      }

      /** How much wider than high the picture is. */
      #ratio(width) {
        return this.#columns[width] / Math.ceil(this.#count / this.#columns[width]);
      }

      /** Each neuron's largest activation, for a filter is as strong as where it responds most. */
      strengths(activations) {
        const found = new Array(this.#count).fill(0);
        activations.forEach((activation, k) => (found[k % found.length] = Math.max(found[k % found.length], activation)));
        return found;
      }

      /** Take new activations, to be painted. */
      show(activations) {
        const strengths = this.strengths(activations);
        const active = strengths.filter((strength) => strength > 0).length;
        const most = fullAt(activations);
        this.#words.textContent = layerInWords(this.#place, unitsOf(this.#layer), active, this.#count);
        this.#canvas.setAttribute("aria-label", this.#words.textContent);
        this.#shown = Array.from(activations, (activation) => activation / most);
      }

      /** Mark the neuron that is looked at, or none, and say what is told of it. */
      mark(neuron, words) {
        const isLookedAt = neuron !== null;
        if (isLookedAt) this.#neuron = neuron;
        this.#canvas.setAttribute("aria-valuenow", this.#neuron + 1);
        this.#canvas.setAttribute("aria-valuetext", isLookedAt ? words : `${this.#neuron + 1}`);
        this.#ring.hidden = !isLookedAt;
        this.#placeRing();
      }

      // ---- Painting ----

      #resize() {
        this.#size = [this.#canvas.clientWidth, this.#canvas.clientHeight];
        this.#placeRing();
        this.paint();
      }

      #placeRing() {
        const [perRow, rows] = [this.#perRow, Math.ceil(this.#count / this.#perRow)];
        const [left, top] = [(this.#neuron % perRow) / perRow, Math.floor(this.#neuron / perRow) / rows];
        Object.entries({ left, top, width: 1 / perRow, height: 1 / rows }).forEach(([side, share]) => {
          this.#ring.style[side] = `${100 * share}%`;
        });
      }

      /** How many boxes lie in a row, now. */
      get #perRow() {
        const [width, height] = this.#size;
        const off = (name) => Math.abs(width / height - this.#ratio(name));
        return this.#columns[off("wide") <= off("narrow") ? "wide" : "narrow"];
      }

      paint() {
        const [width, height] = this.#size.map((side) => Math.round(side * window.devicePixelRatio));
        if (width === 0 || height === 0) return; // folded away
        if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
        const context = this.#canvas.getContext("2d", SOFTWARE);
        const side = width / this.#perRow;
        context.clearRect(0, 0, width, height);
        context.imageSmoothingEnabled = false;
        if (this.#isOfFilters) paintPicture(this.#maps, this.#shown, this.#layer.shape, activationColor);
        for (let neuron = 0; neuron < this.#count; neuron++) this.#paintBox(context, neuron, side);
      }

      #paintBox(context, neuron, side) {
        const corner = [neuron % this.#perRow, Math.floor(neuron / this.#perRow)];
        const [x, y] = corner.map((at) => (at + GAP / 2) * side);
        const inner = (1 - GAP) * side;
        if (this.#isOfFilters) context.drawImage(this.#maps, ...this.#mapOf(neuron), x, y, inner, inner);
        else {
          context.fillStyle = `rgb(${activationColor(this.#shown[neuron] ?? 0)})`;
          context.fillRect(x, y, inner, inner);
        }
        context.strokeStyle = "#949494";
        context.lineWidth = Math.max(1, side / 40);
        context.strokeRect(x, y, inner, inner);
      }

      /** Where a filter's picture lies among all: left, top, width and height. */
      #mapOf(filter) {
        const { shape } = this.#layer;
        const [height, width] = shape;
        const { columns } = tiling(shape);
        return [(filter % columns) * (width + 1), Math.floor(filter / columns) * (height + 1), width, height];
      }

      // ---- Pointing ----

      #point({ offsetX, offsetY }) {
        const side = this.#size[0] / this.#perRow;
        const neuron = Math.floor(offsetY / side) * this.#perRow + Math.floor(offsetX / side);
        if (neuron >= 0 && neuron < this.#count) this.#choose(neuron);
      }

      #keyDown(event) {
        const { key, altKey, ctrlKey, metaKey } = event;
        if (altKey || ctrlKey || metaKey) return;
        const ends = { Home: 0, End: this.#count - 1 };
        if (!Object.hasOwn(ARROWS, key) && !Object.hasOwn(ends, key)) return;
        event.preventDefault();
        event.stopPropagation(); // the book does not turn to the next page
        const [right, down] = ARROWS[key] ?? [0, 0];
        const next = ends[key] ?? this.#neuron + right + down * this.#perRow;
        this.#choose(clamp(next, 0, this.#count - 1));
      }

      #choose(neuron) {
        this.#look(this.#place, neuron);
      }
    }

    // ---- One neuron ----

    /** A picture of numbers with words under it. */
    class Numbers {
      #canvas = make("canvas", { "aria-hidden": "true" });
      #words = make("figcaption");

      constructor() {
        this.element = make("figure", {}, make("div", { class: "frame-of" }, this.#canvas), this.#words);
      }

      show(words, values, shape, colorOf) {
        this.#words.textContent = words;
        paintPicture(this.#canvas, values, shape, colorOf);
      }
    }

    class NeuronPanel {
      #whose = make("p", { class: "whose" });
      #pictures = [new Numbers(), new Numbers(), new Numbers()];
      #sums = {};
      #map;

      /** `choose` is called with a place in the map of a filter. */
      constructor(choose) {
        this.#map = new FilterMap(choose);
        const sign = (text) => make("span", { class: "sign", "aria-hidden": "true" }, text);
        const [inputs, weights, products] = this.#pictures.map(({ element }) => element);
        const list = make("dl", { class: "sums" });
        for (const [name, text] of [
          ["products", "sum of products"],
          ["bias", "+ bias"],
          ["sum", "= weighted sum"],
          ["activation", "activation, ReLU"],
        ]) {
          const kind = name === "sum" ? { class: "result" } : {};
          this.#sums[name] = make("dd", kind);
          list.append(make("dt", kind, text), this.#sums[name]);
        }
        this.element = make(
          "div",
          { class: "neuron" },
          this.#whose,
          this.#map.looks,
          make("div", { class: "equation" }, inputs, sign("×"), weights, sign("="), products),
          this.#map.map,
          make("div", { class: "adds" }, list, make("p", { class: "colors" }, "Orange is positive, blue is negative.")),
        );
      }

      /**
       * Show what a neuron does; `seen` is what `neuronAt` tells, `isFirst` whether it sees the pixels, `ofFilter` what a
       * FilterMap shows, or null.
       */
      show(title, seen, { isFirst, isEmpty, ofFilter }) {
        this.element.classList.toggle("of-filter", ofFilter !== null);
        if (ofFilter) this.#map.show(ofFilter);
        const shape = pictured(seen.shape);
        const [least, most] = [Math.min(...seen.inputs), Math.max(...seen.inputs)];
        const share = (value) => (value - least) / (most - least || 1);
        const signed = (values) => {
          const most = fullAt(values);
          return values.map((value) => value / most);
        };
        this.#whose.textContent = title;
        const [inputs, weights, products] = this.#pictures;
        const words = isFirst ? "what it sees, x" : "the layer before, x";
        inputs.show(words, Array.from(seen.inputs, isEmpty ? () => 0 : share), shape, isFirst ? inkColor : activationColor);
        weights.show("its weights, w", signed(seen.weights), shape, signedColor);
        products.show("products, x · w", signed(seen.products), shape, signedColor);
        for (const [name, text] of Object.entries(sumsInWords(seen))) this.#sums[name].textContent = isEmpty ? "–" : text;
      }
    }

    // ---- All of it ----

    class HiddenLayers {
      static style = STYLE;

      #layers;
      #places; // of the hidden layers among all
      #strips;
      #panel = new NeuronPanel((pixel) => this.#choose({ ...this.#looked, pixel }));
      #looked = { layer: 0, neuron: 0, pixel: null }; // the pixel of a filter's map, or null where it responds most
      #hasChosen = false; // the reader, that is; before it is the neuron that responds most
      #reading;

      /** What is folded away at first shows its name alone, until the reader opens it. */
      constructor(layers, { isFolded = false } = {}) {
        this.#layers = layers;
        this.#places = hiddenLayers(layers);
        const look = (layer, neuron) => this.#choose({ layer, neuron, pixel: null });
        this.#strips = this.#places.map((place, k) => new Strip(k, layers[place], look));
        this.element = make(isFolded ? "details" : "div", { class: "hidden-layers" });
        this.painter = new Painter(this.element, () => this.#strips.forEach((strip) => strip.paint()));
        if (this.#strips.length === 0) return;
        this.element.append(
          make(isFolded ? "summary" : "p", { class: "name" }, isFolded ? "Look inside the network" : "Inside the network"),
          make("p", { class: "pointing" }, invitation(unitsOf(layers[this.#places[0]]))),
          ...this.#strips.map(({ element }) => element),
          this.#panel.element,
        );
      }

      /** Show a reading: what the network is given, and what each layer gives. While it grows, nothing else is looked at. */
      show(reading, isGrowing) {
        this.#reading = reading;
        this.#strips.forEach((strip, k) => strip.show(this.#activationsOf(k)));
        this.painter.soon();
        if (this.#strips.length === 0) return;
        if (!this.#hasChosen && !isGrowing) this.#looked = { layer: 0, neuron: this.#strongest(), pixel: null };
        this.#lookAt(this.#looked);
      }

      #choose(looked) {
        this.#hasChosen = true;
        this.#lookAt(looked);
      }

      /** A hidden layer's activations: what the ReLU behind it gives. */
      #activationsOf(layer) {
        return this.#reading.given[this.#places[layer] + 1];
      }

      #strongest() {
        const strengths = this.#strips[0].strengths(this.#activationsOf(0));
        return strengths.indexOf(Math.max(...strengths));
      }

      #lookAt(looked) {
        this.#looked = looked;
        const { layer, neuron } = looked;
        const place = this.#places[layer];
        const { inputs, given, isEmpty, pixels } = this.#reading;
        const seen = neuronAt(this.#layers[place], place === 0 ? inputs : given[place - 1], given[place], neuron, looked.pixel);
        const title = this.#titleOf(looked);
        const map = { layers: this.#layers, place, filter: neuron, pixel: seen.pixel, pixels, activations: given[place + 1] };
        const ofFilter = this.#isFilter(layer) ? map : null;
        this.#panel.show(title, seen, { isFirst: layer === 0, isEmpty, ofFilter });
        const { sum, activation } = sumsInWords(seen);
        const words = isEmpty ? title : `${title}: weighted sum ${sum}, activation ${activation}`;
        this.#strips.forEach((strip, k) => strip.mark(k === layer ? neuron : null, words));
      }

      #isFilter(layer) {
        return this.#layers[this.#places[layer]].kind === "conv";
      }

      #titleOf({ layer, neuron, pixel }) {
        const name = nameOf(layer).toLowerCase();
        if (!this.#isFilter(layer)) return `Neuron ${neuron + 1}, ${name}`;
        const [, columns] = this.#layers[this.#places[layer]].shape;
        const at = pixel === null ? "at its strongest" : `row ${Math.floor(pixel / columns) + 1}, column ${(pixel % columns) + 1}`;
        return `Filter ${neuron + 1}, ${name}, ${at}`;
      }
    }

    return { HiddenLayers };
  })(),
);
