// A network that reads digits on a pad: its numbers, and what a hand has taught it.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { Memory, bytes, featuresOfExamples, inSlices, judged, loadDigits, make, placeOfTaught, rehearsalOf, short, taught,
      unpackNetwork } = window.readingDigits;

    const MOST_EXAMPLES = 100; // the oldest are forgotten

    const isSame = (image, other) => image.every((gray, pixel) => gray === other[pixel]);

    /** A short number that other texts have hardly ever (Fowler, Noll, Vo). */
    function fingerprint(text) {
      let mixed = 0x811c9dc5;
      for (let k = 0; k < text.length; k++) mixed = Math.imul(mixed ^ text.charCodeAt(k), 0x01000193);
      return mixed >>> 0;
    }

    function asText(array) {
      return btoa(Array.from(new Uint8Array(array.buffer), (byte) => String.fromCharCode(byte)).join(""));
    }

    /**
     * A network with its `name`. `layers` compute with what it was taught, `untaught` are those that came with the page.
     * `examples` are digits of a hand that it was taught, each `{ image, label }` with 784 gray values from 0 (paper) to
     * 255; they and the taught layer stay in the browser, if it keeps anything, and go nowhere else. `judgment` tells
     * how many digits that were not rehearsed it reads right `before` and `after`, of `all`; null until it is known.
     */
    class Reader {
      examples = [];
      judgment = null;

      #packed;
      #standard; // the mean and the standard deviation of the training pixels
      #untaught = null;
      #layers = null; // with the taught one as it is now
      #layer = null; // the same alone, where it was taught
      #rehearsal = null; // a promise of what `rehearsalOf` gives, as soon as somebody is about to teach it
      #wanted = this.examples; // what it is to have learned
      #lesson = null; // a promise, while one is under way
      #memory;

      /** `changed` is called where another window has taught the same reader, or made it forget. */
      constructor(packed, standard, changed) {
        this.#packed = packed;
        this.#standard = standard;
        this.name = packed.name;
        this.#memory = new Memory(`reading-digits taught ${this.name}`, () => {
          this.#remember();
          changed(this);
        });
        this.#remember();
      }

      get untaught() {
        this.#untaught ??= unpackNetwork(this.#packed);
        return this.#untaught;
      }

      get layers() {
        const place = this.#layer ? placeOfTaught(this.untaught) : null;
        this.#layers ??= this.untaught.map((layer, k) => (k === place ? { ...layer, ...this.#layer } : layer));
        return this.#layers;
      }

      /** What it is given for an image of 784 gray values from 0 (paper) to 255. */
      inputsOf(image) {
        const { mean, std } = this.#standard;
        return Float64Array.from(image, (gray) => (gray - mean) / std);
      }

      /** Whether it can be taught: whether its last layer is one of neurons. */
      get canLearn() {
        return placeOfTaught(this.untaught) >= 0;
      }

      /** How many numbers it has learned. */
      get parameters() {
        return this.#packed.count;
      }

      listen() {
        this.#memory.listen();
      }

      rest() {
        this.#memory.rest();
      }

      /**
       * Learn what an image is, beside all that was taught before. A promise that is done when the reader reads so. Where
       * more is taught, or all is to be forgotten, before that, one lesson serves for all of it.
       */
      learn(image, label) {
        const others = this.#wanted.filter((example) => !isSame(example.image, image));
        this.#want([...others, { image, label }].slice(-MOST_EXAMPLES));
        this.#lesson ??= this.#study().finally(() => (this.#lesson = null));
        return this.#lesson;
      }

      /** What the lesson that is under way is to teach: the last example wanted, or null. */
      get learning() {
        return this.#lesson && this.#wanted.length > 0 ? this.#wanted.at(-1) : null;
      }

      /** A promise that is done when no lesson is under way. */
      get ready() {
        return this.#lesson?.catch(() => {}) ?? Promise.resolve();
      }

      /** Be as it came with the page. */
      forget() {
        this.#want([]);
        this.#take([], null, null);
        this.#keep();
      }

      #want(examples) {
        this.#wanted = examples;
      }

      async #study() {
        try {
          while (this.#wanted !== this.examples && this.#wanted.length > 0) await this.#learn(this.#wanted);
        } catch (error) {
          this.#want(this.examples);
          throw error;
        }
      }

      /** Get ready for a lesson, which is then shorter by half. What is missing is told when there is one. */
      prepare() {
        this.#rehearse().catch(() => {});
      }

      #rehearse() {
        const all = (sheet) => inSlices(rehearsalOf(this.untaught, this.#standard, sheet), () => true);
        this.#rehearsal ??= loadDigits().then(all);
        this.#rehearsal.catch(() => (this.#rehearsal = null)); // so that one may try again
        return this.#rehearsal;
      }

      async #learn(examples) {
        const isWanted = () => examples === this.#wanted;
        const { rehearsed, others } = await this.#rehearse();
        const before = this.untaught[placeOfTaught(this.untaught)];
        const features = featuresOfExamples(this.untaught, this.#standard, examples);
        const layer = await inSlices(taught(before, features, rehearsed), isWanted);
        if (!isWanted()) return;
        const right = (one) => judged(one, others).right;
        this.#take(examples, layer, { before: right(before), after: right(layer), all: others.labels.length });
        this.#keep();
      }

      #take(examples, layer, judgment) {
        this.examples = examples;
        this.#layer = layer;
        this.#layers = null;
        this.judgment = judgment;
      }

      // ---- What the browser keeps ----

      #keep() {
        if (this.examples.length === 0) return this.#memory.keep("{}");
        const { weights, bias } = this.#layer;
        this.#memory.keep(
          JSON.stringify({
            of: fingerprint(this.#packed.weights),
            labels: this.examples.map(({ label }) => label),
            images: this.examples.map(({ image }) => asText(image)),
            layer: [weights, bias].map((numbers) => asText(Float32Array.from(numbers))),
          }),
        );
      }

      /** Take what was kept, if it is of this very network. */
      #remember() {
        const { examples, layer } = this.#kept() ?? { examples: [], layer: null };
        this.#want(examples);
        this.#take(examples, layer, layer ? this.judgment : null);
      }

      #kept() {
        try {
          const { of, labels, images, layer } = JSON.parse(this.#memory.text);
          if (of !== fingerprint(this.#packed.weights)) return null;
          const [weights, bias] = layer.map((text) => new Float32Array(bytes(text).buffer));
          return { examples: labels.map((label, k) => ({ label, image: bytes(images[k]) })), layer: { weights, bias } };
        } catch {
          return null; // nothing, or somebody else's text
        }
      }
    }

    // ---- The choice of one ----

    /** Readers side by side, of which one is pressed. `choose` is called with a name. */
    class Readers {
      static style = `
        .readers { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; margin: 0 0 .75rem; }
        .readers .which { display: inline-flex; border: 1px solid var(--rim); border-radius: 1.375rem; overflow: hidden; }
        .readers .which button { border: 0; border-radius: 0; padding: .25rem .875rem; background: none; }
        .readers .which button + button { border-left: 1px solid var(--rim); }
        .readers .which button[aria-pressed=true] { background: var(--accent); color: var(--ground); }
        .readers .which button:focus-visible { outline-offset: -3px; border-radius: 1.375rem; }
        .readers .size { font-size: .875rem; }
        @container (max-width: 24rem) { .readers .which button { padding: .25rem .5rem; font-size: .875rem; } }
      `;

      #buttons;
      #size = make("span", { class: "size" });

      constructor(readers, choose) {
        this.#buttons = readers.map(({ name }) => make("button", { type: "button", click: () => choose(name) }, name));
        const group = { class: "which", role: "group", "aria-label": "Reader" };
        this.element = make("div", { class: "readers" }, make("div", group, ...this.#buttons), this.#size);
      }

      show({ name, parameters }) {
        for (const button of this.#buttons) button.setAttribute("aria-pressed", button.textContent === name);
        this.#size.textContent = `${short(parameters)} numbers, learned from MNIST`;
      }
    }

    return { Reader, Readers };
  })(),
);
