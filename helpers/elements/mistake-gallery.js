// <mistake-gallery>: every test digit that the model gets wrong, filtered and sorted, or guessed first by the reader.
(() => {
  "use strict";
  const { BookElement, bytes, define, make } = window.readingDigits;

  const SIDE = 28; // pixels
  const STEP = 24; // tiles that "Show more" adds: few enough for a phone
  const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
  const CLASSES = [["", "all"], ...DIGITS.map((digit) => [digit, digit])];
  const LEVELS = [["0", "any"], ...["0.5", "0.7", "0.9", "0.99"].map((level) => [level, `at least ${level}`])];
  const ORDERS = [["surest", "surest first"], ["unsure", "least sure first"], ["index", "by index"]];

  /** Place in a fixed shuffle: the same on every visit, and it gives nothing away. */
  function shuffled(item) {
    const mixed = Math.imul(item.index + 1, 0x9e3779b1);
    return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  }

  class MistakeGallery extends BookElement {
    static style = `
      :host { display: flex; flex-direction: column; }
      [hidden] { display: none !important; }
      .filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .5rem 1rem; }
      .filters label { flex-direction: column; align-items: stretch; gap: 0; min-width: 0; }
      select { width: 100%; }
      .filters, .row { margin: 0 0 .75rem; }
      .status { order: 1; margin: 0; }
      .tally { order: 2; margin: .25rem 0 0; }
      .tiles {
        order: 2; display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 1rem .5rem;
        margin: .75rem 0 0; padding: 0; list-style: none;
      }
      li { display: flex; flex-direction: column; margin: 0; font-size: .875rem; line-height: 1.4; }
      b { margin-top: .25rem; font-size: 1rem; }
      .more { order: 3; align-self: center; margin-top: 1rem; }
      canvas { width: 84px; border: 1px solid var(--line); image-rendering: pixelated; }
      .guess { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0 0 .5rem; }
      .guess canvas { width: 224px; align-self: flex-start; }
      .guess > div { flex: 1 1 15rem; max-width: 22rem; }
      .guess p { margin: 0 0 .5rem; }
      @media (max-width: 30rem) { .guess canvas { width: 168px; } }
      .keys { display: grid; grid-template-columns: repeat(5, minmax(2.75rem, 1fr)); gap: .5rem; margin: 0 0 .75rem; }
      .keys button { padding: .25rem; }
      .keys .truth { opacity: 1; border: 2px solid var(--right); font-weight: bold; }
      .keys [aria-pressed=true] { opacity: 1; }
      @media print { .filters, .row, .keys, .more { display: none; } li { break-inside: avoid; } }
    `;

    build(root, { images, labels, predictions, confidences, indices }) {
      this.shades = bytes(images); // two pixels a byte
      this.items = indices.map((index, place) => ({
        index,
        place, // 0 is the surest
        truth: labels[place],
        read: predictions[place],
        confidence: confidences[place] / 1000,
      }));
      this.answers = new Map(); // the reader's digit for a test index
      this.asked = null; // the item whose digit is to be guessed
      this.limit = STEP;

      this.filters = make("div", { class: "filters" });
      this.truth = this.choice("True class", CLASSES);
      this.read = this.choice("Read as", CLASSES);
      this.level = this.choice("Confidence", LEVELS);
      this.order = this.choice("Order", ORDERS);
      const switchMode = () => this.setGuessing(!this.guessing);
      this.toggle = make("button", { type: "button", click: switchMode }, "Guess first");
      this.tiles = make("ul", { class: "tiles", role: "list", tabindex: "-1", "aria-label": "Mistakes" });
      this.more = make("button", { type: "button", class: "more", click: () => this.showMore() }, "Show more");
      const mode = make("div", { class: "row" }, this.toggle);
      this.tally = make("p", { class: "tally" });
      root.append(this.filters, mode, this.guessPanel(), this.tally, this.tiles, this.more);
      root.addEventListener("keydown", (event) => this.typed(event));
      this.setGuessing(false);
    }

    /** A select under its label, among the filters. */
    choice(name, options) {
      const select = make("select", { change: () => this.filter() });
      select.append(...options.map(([value, words]) => make("option", { value }, words)));
      this.filters.append(make("label", {}, name, select));
      return select;
    }

    guessPanel() {
      this.picture = this.canvas("The digit to guess");
      this.keys = DIGITS.map((digit) => make("button", { type: "button", click: () => this.guess(digit) }, digit));
      this.next = make("button", { type: "button", click: () => this.ask(this.following()) });
      this.reset = make("button", { type: "button", click: () => this.clearScore() }, "Reset score");
      this.keyboard = make("div", { class: "keys", role: "group", "aria-label": "Your answer" }, ...this.keys);
      const question = make("p", {}, "Which digit is it? Press a button, or type the digit.");
      const after = make("div", { class: "row" }, this.next, this.reset);
      const side = make("div", {}, question, this.keyboard, after);
      this.panel = make("div", { class: "guess" }, this.picture, side);
      return this.panel;
    }

    canvas(name) {
      return make("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": name });
    }

    /** Ink an item's image: black on white paper, whatever the theme. */
    paint(canvas, item) {
      const context = canvas.getContext("2d");
      const image = context.createImageData(SIDE, SIDE);
      const pixels = new Uint32Array(image.data.buffer); // red, green, blue and opacity at once
      const start = (item.place * SIDE * SIDE) / 2;
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const pair = this.shades[start + (pixel >> 1)];
        const gray = 255 - 17 * (pixel % 2 ? pair & 15 : pair >> 4);
        pixels[pixel] = 0xff000000 | (gray * 0x010101);
      }
      context.putImageData(image, 0, 0);
    }

    // ---- What tests and other scripts may read ----

    /** Test indices of the digits that are on the page now, in order. */
    get shown() {
      if (this.guessing) return this.asked ? [this.asked.index] : [];
      return this.found.slice(0, this.limit).map((item) => item.index);
    }

    get score() {
      const right = this.items.filter((item) => this.answers.get(item.index) === item.truth).length;
      return { right, guessed: this.answers.size };
    }

    // ---- The list ----

    /** Apply the filters, and show what passes. */
    filter() {
      const { truth, read, level, order } = this;
      this.found = this.items.filter(
        (item) =>
          (truth.value === "" || item.truth === Number(truth.value)) &&
          (read.value === "" || item.read === Number(read.value)) &&
          item.confidence >= Number(level.value),
      );
      if (order.value === "unsure") this.found.reverse();
      if (order.value === "index") this.found.sort((one, other) => one.index - other.index);
      this.limit = STEP;
      this.tiles.replaceChildren();
      if (this.guessing) this.ask(this.open(this.asked) ? this.asked : this.following());
      else this.list();
    }

    /** The filters in words, such as "true class 3, read as 5". */
    get filtered() {
      const { truth, read, level } = this;
      const words = [truth.value && `true class ${truth.value}`, read.value && `read as ${read.value}`];
      if (level.value !== "0") words.push(`confidence at least ${level.value}`);
      return words.filter(Boolean).join(", ");
    }

    /** Show the tiles that are not yet there, and count in words. */
    list() {
      const there = this.tiles.children.length;
      this.tiles.append(...this.found.slice(there, this.limit).map((item) => this.tile(item)));
      this.more.hidden = this.found.length <= this.limit;
      const all = `${this.items.length} mistakes`;
      const kind = this.filtered && `: ${this.filtered}`;
      if (!this.found.length) {
        const never = this.truth.value && this.truth.value === this.read.value;
        this.say(`None of ${all}${kind}. ${never ? "That would be no mistake." : "Choose another combination."}`);
        return;
      }
      const order = this.order.selectedOptions[0].text;
      const part = this.more.hidden ? `All are listed, ${order}.` : `The first ${this.limit} are listed, ${order}.`;
      this.say(`${kind ? `${this.found.length} of ${all}${kind}` : all}. ${part}`);
    }

    tile(item) {
      const canvas = this.canvas(`Test image ${item.index}`);
      this.paint(canvas, item);
      const words = [`confidence ${item.confidence.toFixed(3)}`, `index ${item.index}`];
      const lines = words.map((line) => make("span", {}, line));
      return make("li", {}, canvas, make("b", {}, `${item.truth} read as ${item.read}`), ...lines);
    }

    showMore() {
      this.limit += STEP;
      this.list();
      if (this.more.hidden) this.tiles.focus(); // the focus must not get lost with the button
    }

    // ---- Guess first ----

    setGuessing(guessing) {
      this.guessing = guessing;
      this.toggle.setAttribute("aria-pressed", guessing);
      this.order.parentElement.hidden = guessing; // the digits come shuffled
      this.panel.hidden = this.tally.hidden = !guessing;
      if (guessing) this.toggle.focus(); // Safari's clicks give no focus, and digits are to be typed
      this.tiles.hidden = this.more.hidden = guessing;
      this.filter();
    }

    /** Whether an item is in the filter and not yet guessed. */
    open(item) {
      return item !== null && this.found.includes(item) && !this.answers.has(item.index);
    }

    /** The open item that follows in the shuffled order, or null. */
    following() {
      const open = this.found.filter((item) => this.open(item)).sort((one, other) => shuffled(one) - shuffled(other));
      return open.find((item) => this.asked && shuffled(item) > shuffled(this.asked)) || open[0] || null;
    }

    ask(item) {
      this.asked = item;
      if (item) this.paint(this.picture, item);
      this.update();
      const left = this.found.filter((other) => this.open(other)).length;
      const kind = this.filtered && ` (${this.filtered})`;
      const known = this.truth.value || this.read.value ? " Choose “all” classes for a fair game." : "";
      if (item) this.say(`Digits left to guess: ${left} of ${this.found.length}${kind}.${known}`);
      else if (this.found.length) this.say(`All ${this.found.length} digits are guessed${kind}. Change the filter.`);
      else this.say(`None of ${this.items.length} mistakes${kind}. Choose another combination.`);
    }

    guess(digit) {
      const item = this.asked;
      if (!this.open(item)) return;
      this.answers.set(item.index, Number(digit));
      this.update();
      this.next.focus(); // Enter goes on
      const verdict = Number(digit) === item.truth ? "right" : "wrong";
      const model = `The model read ${item.read}, with confidence ${item.confidence.toFixed(3)}`;
      const truth = `${item.truth === 8 ? "an" : "a"} ${item.truth}`;
      this.say(`It is ${truth}. You said ${digit}: ${verdict}. ${model} (test image ${item.index}).`);
    }

    /** Digits on the keyboard answer, except in a select, where they choose an option. */
    typed(event) {
      const other = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select");
      if (!this.guessing || other || !DIGITS.includes(event.key)) return;
      event.preventDefault();
      this.guess(event.key);
    }

    clearScore() {
      this.answers.clear();
      this.next.focus(); // "Reset score" is disabled now and would lose the focus
      this.ask(this.following());
    }

    /** Show the state of the game in the panel. */
    update() {
      const item = this.asked;
      const answer = item && this.answers.get(item.index);
      const answered = item !== null && answer !== undefined;
      this.picture.hidden = this.keyboard.hidden = this.next.hidden = item === null;
      this.keys.forEach((key, digit) => {
        const truth = answered && digit === item.truth;
        key.textContent = truth ? `${digit} ✓` : digit;
        key.className = truth ? "truth" : "";
        key.disabled = answered;
        if (answered && digit === answer) key.setAttribute("aria-pressed", "true");
        else key.removeAttribute("aria-pressed");
      });
      this.next.textContent = answered ? "Next digit" : "Skip this digit";
      const { right, guessed } = this.score;
      this.reset.disabled = guessed === 0;
      const model = `The model: 0 of ${guessed}, because only its mistakes are shown here.`;
      this.tally.textContent = guessed ? `You: ${right} of ${guessed} right. ${model}` : "Your score will stand here.";
    }
  }

  define("mistake-gallery", MistakeGallery);
})();
