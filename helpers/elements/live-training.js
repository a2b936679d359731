// <live-training>: a network learns in the page, as the reader watches: curves, weights as pictures, digits misread.
(() => {
  "use strict";
  const { BookElement, Curves, Trainer, define, inkOf, loadDigits, make, number } = window.readingDigits;
  const { paintInk, paintWeights, scientific, weightsCanvas } = window.readingDigits;

  const SIDE = 28; // pixels
  const PIXELS = SIDE * SIDE;
  const SHADES = 15; // of ink, beside blank paper
  const CLASSES = 10;
  const [LEARNED, JUDGED] = [2000, 500]; // digits for training and for validation
  const END = 10000; // steps after which a training is over
  const SLICE = 12; // milliseconds of each frame for the training
  const LONGEST = 100; // milliseconds that count between two frames, however long it was
  const SPOKEN = 4000; // milliseconds between two summaries while the network learns
  const LOOK = 250; // milliseconds between two looks at the digits misread
  const SLOTS = 16; // digits misread that are shown
  const WORTH = 10; // steps after which a run is kept to compare the next one with
  const GUESS = Math.log(CLASSES); // loss of a guess
  const WORSE = 1.05 * GUESS; // a loss above it is worth a word
  const HUGE = 100; // weights of this size are
  const DIVERGED = "The training has diverged: the steps are too large.";
  const HINT = "Another choice begins a new run; this one then stays, dotted.";
  const USUAL = { start: "usual", labels: "true", images: LEARNED, shift: 0 }; // settings that need no word
  const AHEAD = "1200px"; // before it comes into sight the network begins
  const BLANK = new Float64Array(PIXELS);
  const RATIOS = { wide: 5, narrow: 2.3 }; // of the room for pictures of weights, width to height

  const CHOICES = {
    hidden: { name: "hidden neurons", options: [0, 2, 4, 8, 16, 20, 32, 64], words: { 0: "none" } },
    rate: { name: "learning rate", options: [0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1, 10] },
    batch: { name: "batch size", options: [1, 8, 32, 128, 256] },
    pixels: {
      name: "pixels",
      options: ["raw", "divided", "scaled", "standardized"],
      words: { divided: "÷ 255", scaled: "÷ deviation" },
    },
    start: { name: "start weights", options: ["usual", "zero"] },
    labels: { name: "labels", options: ["true", "shuffled"] },
    images: { name: "images", options: [30, 100, 300, 1000, 2000] },
    shift: { name: "moved by up to", options: [0, 1, 2, 3, 4], words: { 0: "not moved", 1: "1 pixel" } },
  };
  for (const most of CHOICES.shift.options.slice(2)) CHOICES.shift.words[most] = `${most} pixels`;

  const LONGEST_WORDS = {
    steps: END,
    training: { accuracy: 0.888, loss: 16.12 },
    validation: { accuracy: 0.888, loss: 16.12 },
    dead: Array.from({ length: 64 }, (_, neuron) => neuron > 0),
    largest: 1.2e9,
  };

  /**
   * `settings` are what is chosen; `steps` the steps made; `running` tells whether more are being made. `start()`,
   * `pause()`, `step()` and `reset()` do what the buttons do; `prepare()` promises that the first state is there.
   */
  class LiveTraining extends BookElement {
    static style = `
      :host { container-type: inline-size; --quiet: var(--truth); }
      .live { display: flex; flex-direction: column; gap: .75rem; }
      .live p, .live ul { margin: 0; padding: 0; font-size: .875rem; }
      .row { margin: 0; gap: .5rem; }
      .go { width: 6rem; background: var(--accent); border-color: var(--accent); color: var(--ground); }
      .go, .where b { font-weight: bold; }
      .where { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: end; margin-left: auto; }
      .where > * { text-align: right; }
      .choices { display: grid; grid-template-columns: repeat(var(--offered), auto); gap: .25rem .5rem; align-items: end; }
      .choices label { flex-direction: column; flex-wrap: nowrap; align-items: stretch; gap: 0; min-width: 0; }
      .choices label { font-size: .875rem; }
      .choices select { width: 100%; min-width: 0; padding: .25rem 1.625rem .25rem .375rem; font-size: .9375rem; background-position-x: right .5rem; }
      .plots { display: grid; grid-template-columns: 1fr 1fr; gap: .25rem 1rem; }
      .plots svg { width: 100%; }
      text { fill: currentColor; font-size: 12px; }
      text.name, .value { font-weight: bold; font-size: 13px; }
      .halo { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
      .axis, .guess, .grid, .way { stroke: currentColor; fill: none; }
      .axis, .guess { opacity: .6; }
      .grid { opacity: .12; }
      .guess { stroke-dasharray: 2 4; }
      .way { opacity: .35; }
      .loss { --result: var(--error); }
      .accuracy { --result: var(--prediction); }
      polyline { fill: none; stroke-linejoin: round; stroke-width: 2; stroke: var(--quiet); }
      polyline.former { stroke-width: 1.5; stroke-dasharray: 1 4; stroke-linecap: round; }
      polyline.validation { stroke-width: 3; stroke: var(--result); }
      circle.training, text.training { fill: var(--quiet); }
      circle.validation, text.validation { fill: var(--result); }
      .runs { min-height: 3em; } /* two lines */
      .runs span { display: block; }
      .caption { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; min-height: 1.75em; }
      .room { aspect-ratio: var(--ratio); container-type: size; }
      .room { --ratio: 5; --columns: var(--wide); --rows: var(--wide-rows); }
      .neurons {
        --side: min(100cqw / var(--columns), 100cqh / var(--rows) - var(--named, 0rem));
        display: grid; gap: 2px 0; grid-template-columns: repeat(var(--columns), var(--side));
      }
      .neurons.named { --named: 1.25rem; }
      .neurons > * { text-align: center; font-size: .875rem; line-height: 1.25rem; }
      .neurons canvas { width: calc(100% - 2px); aspect-ratio: 1; image-rendering: pixelated; }
      .neurons:not(.named) { filter: var(--figure-image, none); } /* at once what would take long one by one */
      .neurons:not(.named) canvas { filter: none; }
      .misread ul { display: grid; grid-template-columns: repeat(16, minmax(0, 1fr)); gap: .25rem; list-style: none; }
      li { margin: 0; font-size: .75rem; line-height: 1.25; text-align: center; white-space: nowrap; }
      li.free, li.coming span { visibility: hidden; }
      li canvas { width: 100%; aspect-ratio: 1; border: 1px solid #b8b8b8; image-rendering: pixelated; }
      li b { color: var(--prediction); }
      .still { display: none; }
      @container (max-width: 34rem) {
        .row button { padding: .25rem .5rem; }
        .go { width: 5rem; }
        .caption b { flex-basis: 100%; }
        .where { flex-direction: column; font-size: .9375rem; line-height: 1.25; }
        .choices { grid-template-columns: 1.4fr 1fr 1fr; order: 1; }
        .runs, .misread { order: 1; }
        .runs { min-height: 6em; }
        .plots { grid-template-columns: minmax(0, 1fr); }
        .plots svg { max-width: 26rem; margin: 0 auto; }
        .room { --ratio: 2.3; --columns: var(--narrow); --rows: var(--narrow-rows); }
        .misread ul { grid-template-columns: repeat(8, minmax(0, 1fr)); }
      }
      @container (max-width: 26rem) { .choices { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
      @container (max-width: 17rem) { /* large type: one choice a line */
        .choices { grid-template-columns: minmax(0, 1fr); }
      }
      @media (forced-colors: active) {
        :host { --quiet: GrayText; }
        .loss, .accuracy { --result: CanvasText; }
        .go { forced-color-adjust: none; background: Highlight; color: HighlightText; }
        text, circle { fill: CanvasText; }
      }
      @media print {
        .row button { display: none; }
        :host(:not([ready])) .live, :host(:not([ready])) .speech { display: none; }
        :host(:not([ready])) .still { display: block; }
      }
    `;

    // ---- What needs no page ----

    static CHOICES = CHOICES;

    /** The steps at which a network is judged: close together first, then each time a tenth further. */
    static moments() {
      const moments = new Set([0, END]);
      for (let steps = 1; steps < END; steps *= 2 ** (1 / 8)) moments.add(Math.round(steps));
      return moments;
    }

    /** Steps a second, so that a curve grows along its axis at one speed. */
    static pace(steps) {
      return Math.max(8, 0.6 * steps);
    }

    /** How many columns make a number of squares largest in a box that is `ratio` times as wide as high. */
    static columns(squares, ratio) {
      const side = (columns) => Math.min(ratio / columns, 1 / Math.ceil(squares / columns));
      const all = Array.from({ length: squares }, (_, k) => k + 1);
      return all.reduce((best, columns) => (side(columns) > side(best) + 1e-9 ? columns : best), 1);
    }

    /** The size of weights that are shown in full color: three times the root of the mean square, in two digits. */
    static limit(weights) {
      let squares = 0;
      for (const weight of weights) squares += weight * weight;
      const limit = 3 * Math.sqrt(squares / weights.length);
      return limit > 0 && Number.isFinite(limit) ? Number(limit.toPrecision(2)) : 1;
    }

    /** Which digits to show: each in its place as long as it is misread, new ones in the places that come free. */
    static slots(before, misread) {
      const still = new Set(misread);
      const kept = before.map((digit) => (still.has(digit) ? digit : null));
      const waiting = misread.filter((digit) => !kept.includes(digit));
      return kept.map((digit) => digit ?? waiting.shift() ?? null);
    }

    /** What is chosen, in words; beside `other` settings, only what is different. */
    static settingsInWords(settings, other = USUAL) {
      const { hidden, rate, batch, pixels, start, labels, images, shift } = settings;
      const words = {
        hidden: hidden ? `784–${hidden}–10` : "784–10",
        rate: `rate ${rate}`,
        batch: `batch ${batch}`,
        pixels: `pixels ${CHOICES.pixels.words[pixels] ?? pixels}`,
        start: `${start} start`,
        labels: `${labels} labels`,
        images: `${number(images, 0)} images`,
        shift: shift ? `moved by up to ${CHOICES.shift.words[shift]}` : CHOICES.shift.words[0],
      };
      return Object.keys(words)
        .filter((name) => settings[name] !== other[name])
        .map((name) => words[name])
        .join(", ");
    }

    /** How a network does, in words; `judged` is what `Trainer` says. */
    static inWords({ steps, training, validation, dead, largest }, { isBroken }) {
      const when = steps === 0 ? "Before the first step" : `After ${number(steps, 0)} step${steps === 1 ? "" : "s"}`;
      if (isBroken) return `${when} a number is too large to compute with. ${DIVERGED} The training ends here.`;
      const read = ({ accuracy, loss }, whose) =>
        `${number(100 * accuracy, 1)} % of the ${whose} digits, loss ${number(loss)}`;
      const found = `${when} it reads ${read(training, "training")}, and ${read(validation, "validation")}.`;
      return [
        found,
        ...LiveTraining.trouble(validation, dead, largest),
        ...(steps < END ? [] : ["The training ends here."]),
      ].join(" ");
    }

    /** What is wrong with a network, in sentences, if anything is. `largest` is the size of its largest weights. */
    static trouble({ loss }, dead, largest) {
      const lost = dead.filter(Boolean).length;
      const found = [];
      if (loss > WORSE) found.push(`A guess has the loss ${number(GUESS)}.`);
      if (largest > HUGE) found.push(`${DIVERGED} The largest weight has the size ${scientific(largest, 0)}.`);
      if (lost > 0 && lost === dead.length) found.push("All hidden neurons are dead, and no step revives them.");
      else if (lost > 0) found.push(`${lost} of ${dead.length} hidden neurons ${lost === 1 ? "is" : "are"} dead.`);
      return found;
    }

    // ---- What is seen ----

    #first; // steps of the first state
    #offered; // names of the settings that the reader chooses
    #moments = LiveTraining.moments();
    #digits;
    #ink; // of the digits, without the rest
    #trainer;
    #prepared; // a promise that the first state is there
    #arrived = null; // keeps it
    #history = []; // what was judged in this run
    #former = { history: [], settings: null }; // the run before
    #chosen; // settings of this run; those of the next one are `settings`
    #slots = new Array(SLOTS).fill(null);
    #goal = 0; // the step after which we stop
    #judging = null; // the judgement under way
    #due = 0; // steps that may be made now
    #frame = null;
    #then; // time of the frame before
    #spoken = 0; // time of the last summary
    #looked = 0; // time of the last look at digits misread
    // parts
    #go;
    #one;
    #again;
    #where;
    #lists = {}; // of options, by setting
    #curves;
    #runs;
    #room; // around the neurons' pictures
    #neurons;
    #names; // captions
    #list;

    get steps() {
      return this.#trainer?.steps ?? 0;
    }

    get running() {
      return this.#goal === END && !this.#isOver;
    }

    /** The layers as they are now, each with `weights` and `bias`. */
    get layers() {
      return this.#trainer.layers;
    }

    get history() {
      return this.#history;
    }

    get #isOver() {
      return Boolean(this.#trainer) && (this.#trainer.isBroken || this.#trainer.steps >= END);
    }

    build(root, { steps, judged, limit, offered, ...settings }) {
      this.#first = steps;
      this.#offered = offered;
      this.settings = settings;
      root.append(
        make(
          "div",
          { class: "live" },
          this.#actions(),
          this.#choices(),
          this.#plots(),
          this.#runLines(),
          this.#weights(),
          this.#misread(),
        ),
        make("div", { class: "still" }, make("slot")),
      );
      this.status.setAttribute("aria-live", "off"); // until the reader does something
      this.say(LiveTraining.inWords(judged, { isBroken: false }));
      this.reserve(LiveTraining.inWords(LONGEST_WORDS, { isBroken: false }));
      this.#showSettings();
      this.#showButtons();
      this.#layOut();
      this.#showCurves([judged]);
      this.#showWhere(steps); // and the rest of the first state in words, so that nothing grows when it is there
      this.#showCaptions(limit, judged.dead.filter(Boolean).length);
      const misread = Math.round(JUDGED * (1 - judged.validation.accuracy));
      this.#countMisread(misread);
      this.#showBlank(misread);
      this.#await();
    }

    /** Frames of what is on its way, so that a page that has little time has no holes. */
    #showBlank(misread) {
      for (const { firstChild } of this.#neurons.children) {
        paintWeights(firstChild, BLANK, { neuron: 0, neurons: 1, limit: 1, isDead: false });
      }
      [...this.#list.children].slice(0, misread).forEach((item) => (item.className = "coming"));
    }

    /** Load and train up to the first state when the element comes near the screen. */
    #await() {
      const sight = new IntersectionObserver(
        (entries) => {
          if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
          sight.disconnect();
          this.prepare();
        },
        { rootMargin: AHEAD },
      );
      sight.observe(this);
    }

    #actions() {
      const button = (text, click, kind = "") =>
        make("button", { type: "button", class: kind, click: () => this.#act(click) }, text);
      this.#go = button("Start", () => (this.running ? this.pause() : this.start()), "go");
      this.#one = button("Step", () => this.step());
      this.#again = button("Reset", () => this.reset());
      this.#where = make("span", { class: "where", "aria-hidden": "true" });
      return make("div", { class: "row" }, this.#go, this.#one, this.#again, this.#where);
    }

    /** The reader has done something: from now on, what is said is spoken. */
    #act(deed) {
      this.status.removeAttribute("aria-live");
      return deed();
    }

    #choices() {
      const labels = this.#offered.map((setting) => {
        const { name, options, words = {} } = CHOICES[setting];
        const change = ({ target }) => this.#act(() => this.choose({ [setting]: options[target.selectedIndex] }));
        const list = make(
          "select",
          { change },
          ...options.map((value) => make("option", {}, words[value] ?? String(value))),
        );
        this.#lists[setting] = list;
        return make("label", {}, name, list);
      });
      return make("div", { class: "choices", style: `--offered: ${labels.length}` }, ...labels);
    }

    #plots() {
      this.#curves = {
        loss: new Curves({
          name: "loss",
          kind: "loss",
          top: 3.5,
          mark: [0, 1, 2, 3],
          guess: GUESS,
          words: (value) => number(value),
        }),
        accuracy: new Curves({
          name: "accuracy in %",
          kind: "accuracy",
          top: 100,
          mark: [0, 50, 100],
          guess: 10,
          words: (value) => `${number(value, 1)} %`,
        }),
      };
      return make("div", { class: "plots" }, this.#curves.loss.svg, this.#curves.accuracy.svg);
    }

    #runLines() {
      this.#runs = make("p", { class: "runs" }, make("span"), make("span"));
      return this.#runs;
    }

    #weights() {
      this.#names = { weights: make("span"), whose: make("b"), misread: make("span") };
      this.#neurons = make("div", { class: "neurons", role: "img" });
      this.#room = make("div", { class: "room" }, this.#neurons);
      const caption = make("p", { class: "caption" }, this.#names.weights, this.#names.whose);
      return make("div", { class: "weights" }, caption, this.#room);
    }

    #misread() {
      const slot = () =>
        make(
          "li",
          { class: "free" },
          make("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" }),
          make("span", { "aria-hidden": "true" }, "0 → 0"),
          make("span", { class: "hidden" }),
        );
      this.#list = make(
        "ul",
        { role: "list", "aria-label": "Misread validation digits" },
        ...Array.from({ length: SLOTS }, slot),
      );
      return make("div", { class: "misread" }, make("p", { class: "caption" }, this.#names.misread), this.#list);
    }

    // ---- What the reader does ----

    /** Load the digits, and train up to the first state; the promise is kept when it is there. */
    prepare() {
      this.#prepared ||= loadDigits(this)
        .then((digits) => {
          this.#digits = digits;
          this.#ink = inkOf(digits);
          this.#begin();
          return new Promise((resolve) => {
            this.#arrived = resolve;
            this.#goTo(this.#first);
          });
        })
        .catch((error) => {
          this.#prepared = undefined; // one may try again
          this.say(error.message);
        });
      return this.#prepared;
    }

    start() {
      return this.#once(() => this.#goTo(END));
    }

    pause() {
      if (this.#last?.steps !== this.steps) this.#judging ||= this.#trainer.judged();
      this.#goTo(this.steps);
    }

    step() {
      return this.#once(() => this.#goTo(this.steps + 1));
    }

    /** Begin again before the first step, and go on if the network was learning. */
    reset() {
      return this.#once(() => {
        const goal = this.running ? END : 0;
        this.#keep();
        this.#begin();
        this.say("A new network begins.");
        this.#goTo(goal);
      });
    }

    /** Change settings, and begin again. */
    choose(changes) {
      this.settings = { ...this.settings, ...changes };
      this.#showSettings();
      return this.reset();
    }

    /** Do something at once if the first state is there, and else when it has come. */
    #once(deed) {
      const isReady = this.#trainer && !this.#arrived;
      if (!isReady) this.say("One moment: the first steps are being made.");
      return isReady ? deed() : this.prepare().then(() => this.#trainer && deed());
    }

    #goTo(goal) {
      this.#goal = goal;
      this.#due = 0;
      this.#run();
    }

    /** Keep this run, to compare the next one with, if it was more than a try. */
    #keep() {
      if (this.steps >= WORTH) this.#former = { history: this.#history, settings: this.#chosen };
    }

    #begin() {
      this.#trainer = new Trainer(this.#ink, this.settings);
      this.#chosen = this.settings;
      this.#history = [];
      this.#judging = this.#trainer.judged();
      this.#layOut();
      this.#showRuns();
    }

    // ---- Work, in slices of frames ----

    #run() {
      this.#showButtons();
      if (this.#frame !== null) return;
      this.#then = undefined;
      this.#frame = requestAnimationFrame((now) => this.#tick(now));
    }

    #tick(now) {
      this.#frame = null;
      if (!this.isConnected) return;
      const passed = Math.min(now - (this.#then ?? now - 16), LONGEST);
      this.#then = now;
      this.#due = Math.min(this.#due + (LiveTraining.pace(this.steps) * passed) / 1000, END);
      const before = this.steps;
      const goesOn = this.#advance(performance.now() + SLICE);
      if (this.#arrived !== null && this.steps !== before) this.#paintWeights(LiveTraining.limit(this.#trainer.layers[0].weights));
      if (this.running && this.steps !== before) this.#showMotion(now);
      if (goesOn) this.#frame = requestAnimationFrame((later) => this.#tick(later));
      else this.#rest();
    }

    /** Work until a time; tell whether some is left. */
    #advance(end) {
      do {
        if (this.#judging) this.#judge();
        else if (this.#isOver || this.steps >= this.#goal) return false;
        else if (this.running && this.#due < 1) return true;
        else this.#learn();
      } while (performance.now() < end);
      return true;
    }

    #learn() {
      this.#trainer.step();
      this.#due -= 1;
      const isMoment = this.#isOver || this.steps === this.#goal || this.#moments.has(this.steps);
      if (isMoment) this.#judging = this.#trainer.judged();
    }

    #judge() {
      const { done, value } = this.#judging.next();
      if (!done) return;
      this.#judging = null;
      this.#history.push(value);
      if (this.#arrived === null) this.#showCurves();
    }

    /** All is done that was to be done: show it, and say it. */
    #rest() {
      this.#arrived?.();
      this.#arrived = null;
      this.toggleAttribute("ready", true);
      this.#showButtons();
      this.#showWhere(this.steps);
      this.#showCurves();
      this.#paintNeurons();
      this.#showMisread();
      this.#tell();
    }

    // ---- Showing ----

    get #last() {
      return this.#history.at(-1);
    }

    #tell() {
      this.say(LiveTraining.inWords(this.#last, this.#trainer));
    }

    /** While the network learns: what has changed since the frame before. */
    #showMotion(now) {
      this.#showWhere(this.steps);
      this.#paintNeurons();
      if (now - this.#looked > LOOK) {
        this.#looked = now;
        this.#showMisread();
      }
      if (now - this.#spoken > SPOKEN) {
        this.#spoken = now;
        this.#tell();
      }
    }

    #showButtons() {
      const isOver = this.#isOver;
      if (isOver && [this.#go, this.#one].includes(this.shadowRoot.activeElement)) this.#again.focus();
      this.#go.textContent = this.running ? "Pause" : "Start";
      this.#go.disabled = isOver;
      this.#one.disabled = isOver || this.running;
    }

    #showWhere(steps) {
      const epochs = steps / Math.ceil(this.settings.images / this.settings.batch);
      const where = this.#trainer?.isBroken ? "diverged" : `epoch ${number(epochs, 1)}`;
      this.#where.replaceChildren(make("span", {}, "step ", make("b", {}, number(steps, 0))), make("span", {}, where));
    }

    #showCurves(run = this.#history) {
      const rows = (history, value) =>
        history
          .filter(({ training, validation }) => Number.isFinite(training.loss + validation.loss))
          .map(({ steps, training, validation }) => [steps, value(training), value(validation)]);
      const values = { loss: ({ loss }) => loss, accuracy: ({ accuracy }) => 100 * accuracy };
      for (const [name, value] of Object.entries(values)) {
        this.#curves[name].show(rows(run, value), rows(this.#former.history, value));
      }
    }

    #showSettings() {
      for (const [setting, list] of Object.entries(this.#lists)) {
        list.selectedIndex = CHOICES[setting].options.indexOf(this.settings[setting]);
      }
      this.#showRuns();
    }

    #showRuns() {
      const { history, settings } = this.#former;
      const [now, before] = this.#runs.children;
      now.textContent = `This run: ${LiveTraining.settingsInWords(this.settings)}.`;
      const differs = settings && LiveTraining.settingsInWords(settings, this.settings);
      before.textContent = history.length ? `Before, dotted: ${differs || "the same"}.` : HINT;
    }

    /** A picture for each neuron of the first layer, in columns that leave none of the room unused. */
    #layOut() {
      const neurons = this.settings.hidden || CLASSES;
      const isNamed = this.settings.hidden === 0;
      if (this.#neurons.children.length !== neurons || this.#neurons.classList.contains("named") !== isNamed) {
        const picture = (_, k) => make("div", {}, weightsCanvas(), isNamed ? String(k) : "");
        this.#neurons.replaceChildren(...Array.from({ length: neurons }, picture));
      }
      this.#neurons.classList.toggle("named", isNamed);
      for (const [name, ratio] of Object.entries(RATIOS)) {
        const columns = LiveTraining.columns(neurons, ratio);
        this.#room.style.setProperty(`--${name}`, columns);
        this.#room.style.setProperty(`--${name}-rows`, Math.ceil(neurons / columns));
      }
    }

    #paintNeurons() {
      const limit = LiveTraining.limit(this.#trainer.layers[0].weights);
      this.#paintWeights(limit);
      this.#showCaptions(limit, (this.#last?.dead ?? []).filter(Boolean).length);
    }

    #paintWeights(limit) {
      const { neurons, layers } = this.#trainer;
      for (let k = 0; k < neurons; k++) {
        const canvas = this.#neurons.children[k].firstChild;
        paintWeights(canvas, layers[0].weights, { neuron: k, neurons, limit, isDead: this.#last?.dead[k] });
      }
    }

    #showCaptions(limit, lost) {
      const { hidden } = this.settings;
      const size = scientific(limit);
      const whose = hidden ? `${hidden} hidden neurons, ${lost} dead` : "ten outputs";
      this.#names.weights.textContent = `Weights, from −${size} (blue) to ${size} (orange)`;
      this.#names.whose.textContent = whose;
      this.#neurons.setAttribute("aria-label", `Weights as pictures: ${whose}.`);
    }

    #showMisread() {
      const { labels } = this.#digits;
      const { reads } = this.#last;
      const misread = Array.from(reads.keys()).filter((k) => reads[k] !== labels[LEARNED + k]);
      const before = this.#slots;
      this.#slots = LiveTraining.slots(before, misread);
      this.#slots.forEach((digit, slot) => this.#showSlot(this.#list.children[slot], digit, digit !== before[slot]));
      this.#countMisread(misread.length);
    }

    #countMisread(count) {
      const words = `Misread: ${count} of ${JUDGED} validation digits`;
      this.#names.misread.textContent = `${words}. What some of them are → what they are read as:`;
    }

    #showSlot(item, digit, isNew) {
      item.className = digit === null ? "free" : "";
      if (digit === null) return;
      const { images, labels } = this.#digits;
      const place = LEARNED + digit;
      const [truth, read] = [labels[place], this.#last.reads[digit]];
      const [canvas, seen, heard] = item.children;
      const shades = images.subarray(place * PIXELS, (place + 1) * PIXELS);
      if (isNew)
        paintInk(
          canvas,
          Array.from(shades, (shade) => shade / SHADES),
        );
      seen.replaceChildren(`${truth} → `, make("b", {}, String(read)));
      heard.textContent = `${truth} read as ${read}`;
    }
  }

  define("live-training", LiveTraining);
})();
