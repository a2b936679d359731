// <mistake-gallery>: every test digit that the model gets wrong, filtered and sorted, or guessed first by the reader.
(() => {
  "use strict";
  const { BookElement, bytes, define, make, oneDigit, paintInk, unpackImage } = window.readingDigits;

  const SIDE = 28; // pixels
  const STEP = 24; // tiles that "Show more" adds: few enough for a phone
  const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
  const CLASSES = [["", "all"], ...DIGITS.map((digit) => [digit, digit])];
  const ORDERS = { surest: "surest first", unsure: "least sure first", index: "by index" };
  const OTHER = "Choose another combination.";

  /**
   * `shown` has the test indices of the digits that are on the page now, in order; `score` how many digits the reader
   * has `guessed`, and how many of them `right`.
   */
  class MistakeGallery extends BookElement {
    static style = `
      :host { display: flex; flex-direction: column; }
      [hidden] { display: none !important; }
      .filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .5rem 1rem; }
      .filters label { flex-direction: column; align-items: stretch; gap: 0; min-width: 0; }
      select { width: 100%; }
      .filters, .row { margin: 0 0 .75rem; }
      .speech { order: 1; margin: 0; }
      .tally { order: 2; margin: .25rem 0 0; }
      .tiles {
        order: 2; display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 1rem .5rem;
        margin: .75rem 0 0; padding: 0; list-style: none;
      }
      li { display: flex; flex-direction: column; margin: 0; font-size: .875rem; line-height: 1.4; }
      b { margin-top: .25rem; font-size: 1rem; }
      @media (max-width: 30rem) { /* four in a row, whose words have less room */
        .tiles { grid-template-columns: repeat(auto-fill, minmax(4rem, 1fr)); gap: .75rem .5rem; }
        .tiles li { font-size: .75rem; line-height: 1.3; }
        .tiles b { font-size: .8125rem; }
        .tiles canvas { width: 100%; max-width: 84px; }
      }
      .more { order: 3; align-self: center; margin-top: 1rem; }
      canvas { width: 84px; border: 1px solid #b8b8b8; image-rendering: pixelated; }
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

    // ---- What needs no page. A filter has a `truth` and a `read`, both "" for all, and a `level`. ----

    /** The mistakes in the data of the element, surest first. */
    static items({ labels, predictions, confidences, indices }) {
      return indices.map((index, place) => ({
        index,
        place,
        truth: labels[place],
        read: predictions[place],
        confidence: confidences[place] / 1000,
      }));
    }

    /** The items that pass a filter, in an order; the items come surest first. */
    static found(items, { truth, read, level }, order) {
      const passes = (item) =>
        (truth === "" || item.truth === Number(truth)) &&
        (read === "" || item.read === Number(read)) &&
        item.confidence >= Number(level);
      const found = items.filter(passes);
      if (order === "unsure") return found.reverse();
      if (order === "index") return found.sort((one, other) => one.index - other.index);
      return found;
    }

    /** A filter in words, such as "true class 3, read as 5"; nothing where all pass. */
    static filterInWords({ truth, read, level }) {
      const words = [];
      if (truth) words.push(`true class ${truth}`);
      if (read) words.push(`read as ${read}`);
      if (Number(level)) words.push(`confidence at least ${level}`);
      return words.join(", ");
    }

    /** What is listed, in words. */
    static listInWords({ all, found, listed, filter, order }) {
      const kind = MistakeGallery.filterInWords(filter);
      if (found === 0) {
        const never = filter.truth && filter.truth === filter.read;
        return `None of ${all} mistakes: ${kind}. ${never ? "That would be no mistake." : OTHER}`;
      }
      const count = kind ? `${found} of ${all} mistakes: ${kind}` : `${all} mistakes`;
      const part = found > listed ? `The first ${listed}` : "All";
      return `${count}. ${part} are listed, ${ORDERS[order]}.`;
    }

    /** What is left to guess, in words. */
    static leftInWords({ all, found, left, filter }) {
      const words = MistakeGallery.filterInWords(filter);
      const kind = words && ` (${words})`;
      if (found === 0) return `None of ${all} mistakes${kind}. ${OTHER}`;
      if (left === 0) return `All ${found} digits are guessed${kind}. Change the filter.`;
      const tip = filter.truth || filter.read ? " Choose “all” classes for a fair game." : "";
      return `Digits left to guess: ${left} of ${found}${kind}.${tip}`;
    }

    /** What became of a guess, in words. */
    static answerInWords(item, answer) {
      const verdict = answer === item.truth ? "right" : "wrong";
      const model = `The model read ${item.read}, with confidence ${item.confidence.toFixed(3)}`;
      return `It is ${oneDigit(item.truth)}. You said ${answer}: ${verdict}. ${model} (test image ${item.index}).`;
    }

    /** Place in a fixed shuffle: the same on every visit, and it gives nothing away. */
    static shuffled(index) {
      const mixed = Math.imul(index + 1, 0x9e3779b1);
      return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
    }

    // ---- What is seen ----

    #packed; // the images of all items
    #items; // the mistakes, surest first
    #found; // those that pass the filter, in the order chosen
    #limit = STEP; // how many of them are listed
    #isGuessing = false;
    #asked = null; // the item whose digit is to be guessed
    #answers = new Map(); // the reader's digit for a test index
    // controls
    #truth;
    #read;
    #level;
    #order;
    #toggle;
    #more;
    #keys;
    #next;
    #reset;
    // other parts
    #panel;
    #picture;
    #keyboard;
    #tally;
    #tiles;

    get shown() {
      if (this.#isGuessing) return this.#asked ? [this.#asked.index] : [];
      return this.#found.slice(0, this.#limit).map((item) => item.index);
    }

    get score() {
      const right = this.#items.filter((item) => this.#answers.get(item.index) === item.truth).length;
      return { right, guessed: this.#answers.size };
    }

    build(root, { images, levels, ...mistakes }) {
      this.#packed = bytes(images);
      this.#items = MistakeGallery.items(mistakes);
      const filters = this.#filters(levels);
      const switchMode = () => this.#setGuessing(!this.#isGuessing);
      this.#toggle = make("button", { type: "button", click: switchMode }, "Guess first");
      const mode = make("div", { class: "row" }, this.#toggle);
      this.#panel = this.#guessPanel();
      this.#tally = make("p", { class: "tally" });
      this.#tiles = make("ul", { class: "tiles", role: "list", tabindex: "-1", "aria-label": "Mistakes" });
      this.#more = make("button", { type: "button", class: "more", click: () => this.#showMore() }, "Show more");
      root.append(filters, mode, this.#panel, this.#tally, this.#tiles, this.#more);
      root.addEventListener("keydown", (event) => this.#typed(event));
      this.#reserveWords(levels);
      this.#setGuessing(false);
    }

    #reserveWords(levels) {
      const filter = { truth: "8", read: "8", level: String(levels.at(-1)) };
      const all = this.#items.length;
      this.reserve(
        MistakeGallery.listInWords({ all, found: all, listed: STEP, filter, order: "unsure" }),
        MistakeGallery.leftInWords({ all, found: all, left: all, filter }),
      );
    }

    #filters(levels) {
      const atLeast = levels.map((level) => [level, `at least ${level}`]);
      this.#truth = this.#choice(CLASSES);
      this.#read = this.#choice(CLASSES);
      this.#level = this.#choice([["0", "any"], ...atLeast]);
      this.#order = this.#choice(Object.entries(ORDERS));
      return make(
        "div",
        { class: "filters" },
        make("label", {}, "True class", this.#truth),
        make("label", {}, "Read as", this.#read),
        make("label", {}, "Confidence", this.#level),
        make("label", {}, "Order", this.#order),
      );
    }

    #choice(options) {
      const all = options.map(([value, words]) => make("option", { value }, words));
      return make("select", { change: () => this.#show() }, ...all);
    }

    #guessPanel() {
      this.#picture = this.#canvas("The digit to guess");
      const button = (text, click) => make("button", { type: "button", click }, text);
      this.#keys = DIGITS.map((digit) => button(digit, () => this.#guess(Number(digit))));
      this.#next = button("", () => this.#ask(this.#following()));
      this.#reset = button("Reset score", () => this.#clearScore());
      this.#keyboard = make("div", { class: "keys", role: "group", "aria-label": "Your answer" }, ...this.#keys);
      const question = make("p", {}, "Which digit is it? Press a button, or type the digit.");
      const after = make("div", { class: "row" }, this.#next, this.#reset);
      return make("div", { class: "guess" }, this.#picture, make("div", {}, question, this.#keyboard, after));
    }

    #canvas(name) {
      return make("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": name });
    }

    #paint(canvas, item) {
      paintInk(canvas, unpackImage(this.#packed, item.place));
    }

    get #filter() {
      return { truth: this.#truth.value, read: this.#read.value, level: this.#level.value };
    }

    /** Apply the filter, and show what passes. */
    #show() {
      this.#found = MistakeGallery.found(this.#items, this.#filter, this.#order.value);
      this.#limit = STEP;
      this.#tiles.replaceChildren();
      if (!this.#isGuessing) this.#list();
      else if (this.#isOpen(this.#asked)) this.#ask(this.#asked);
      else this.#ask(this.#following());
    }

    #setGuessing(isGuessing) {
      this.#isGuessing = isGuessing;
      this.#toggle.setAttribute("aria-pressed", isGuessing);
      this.#order.parentElement.hidden = isGuessing; // the digits come shuffled
      this.#panel.hidden = !isGuessing;
      this.#tally.hidden = !isGuessing;
      this.#tiles.hidden = isGuessing;
      this.#more.hidden = isGuessing;
      if (isGuessing) this.#toggle.focus(); // Safari's clicks give no focus, and digits are to be typed
      this.#show();
    }

    // ---- The list ----

    /** Show the tiles that are not yet there, and count in words. */
    #list() {
      const there = this.#tiles.children.length;
      this.#tiles.append(...this.#found.slice(there, this.#limit).map((item) => this.#tile(item)));
      this.#more.hidden = this.#found.length <= this.#limit;
      const counts = { all: this.#items.length, found: this.#found.length, listed: this.#limit };
      this.say(MistakeGallery.listInWords({ ...counts, filter: this.#filter, order: this.#order.value }));
    }

    #tile(item) {
      const canvas = this.#canvas(`Test image ${item.index}`);
      this.#paint(canvas, item);
      return make(
        "li",
        {},
        canvas,
        make("b", {}, `${item.truth} read as ${item.read}`),
        make("span", {}, `confidence ${item.confidence.toFixed(3)}`),
        make("span", {}, `index ${item.index}`),
      );
    }

    #showMore() {
      this.#limit += STEP;
      this.#list();
      if (this.#more.hidden) this.#tiles.focus(); // the focus must not get lost with the button
    }

    // ---- Guess first ----

    /** Whether an item passes the filter and is not yet guessed. */
    #isOpen(item) {
      return item !== null && this.#found.includes(item) && !this.#answers.has(item.index);
    }

    /** The open item that follows in the shuffled order, or null. */
    #following() {
      const place = (item) => MistakeGallery.shuffled(item.index);
      const open = this.#found.filter((item) => this.#isOpen(item)).sort((one, other) => place(one) - place(other));
      const later = open.find((item) => this.#asked !== null && place(item) > place(this.#asked));
      return later ?? open[0] ?? null;
    }

    #ask(item) {
      this.#asked = item;
      if (item) this.#paint(this.#picture, item);
      this.#update();
      const left = this.#found.filter((other) => this.#isOpen(other)).length;
      const counts = { all: this.#items.length, found: this.#found.length, left };
      this.say(MistakeGallery.leftInWords({ ...counts, filter: this.#filter }));
    }

    #guess(digit) {
      const item = this.#asked;
      if (!this.#isOpen(item)) return;
      this.#answers.set(item.index, digit);
      this.#update();
      this.#next.focus(); // Enter goes on
      this.say(MistakeGallery.answerInWords(item, digit));
    }

    /** Digits on the keyboard answer, except in a select, where they choose an option. */
    #typed(event) {
      const isChord = event.ctrlKey || event.metaKey || event.altKey;
      if (!this.#isGuessing || isChord || event.target.closest("select") || !DIGITS.includes(event.key)) return;
      event.preventDefault();
      this.#guess(Number(event.key));
    }

    #clearScore() {
      this.#answers.clear();
      this.#next.focus(); // "Reset score" is disabled now and would lose the focus
      this.#ask(this.#following());
    }

    /** Show the state of the game in the panel. */
    #update() {
      const item = this.#asked;
      const answer = item ? this.#answers.get(item.index) : undefined;
      const isAnswered = answer !== undefined;
      for (const part of [this.#picture, this.#keyboard, this.#next]) part.hidden = item === null;
      this.#keys.forEach((key, digit) => {
        this.#mark(key, digit, { isTruth: isAnswered && digit === item.truth, isAnswer: digit === answer });
        key.disabled = isAnswered;
      });
      this.#next.textContent = isAnswered ? "Next digit" : "Skip this digit";
      const { right, guessed } = this.score;
      this.#reset.disabled = guessed === 0;
      const model = `The model: 0 of ${guessed}, because only its mistakes are shown here.`;
      this.#tally.textContent = guessed ? `You: ${right} of ${guessed} right. ${model}` : "Your score will stand here.";
    }

    /** Mark a key as the truth, as the reader's answer, as both or as neither. */
    #mark(key, digit, { isTruth, isAnswer }) {
      key.textContent = isTruth ? `${digit} ✓` : digit;
      key.className = isTruth ? "truth" : "";
      if (isAnswer) key.setAttribute("aria-pressed", "true");
      else key.removeAttribute("aria-pressed");
    }
  }

  define("mistake-gallery", MistakeGallery);
})();
