// <reader-guess>: a reader commits to a guess, then sees it beside the truth, and the fold below opens.
(() => {
  "use strict";
  const { BookElement, ChoiceGuess, CurveGuess, Memory, NumberGuess, define, make, marked } = window.readingDigits;

  /*
   * Of each kind an object is made with the data and what to call after a change. It has `picture` and `controls` to
   * put into the page; `guess`, which is null as long as there is none, and a `hint` what to do; and
   * `show(guess, isRevealed)`. Static are `fitting`, `sentence` and `style`.
   */
  const KINDS = { number: NumberGuess, choice: ChoiceGuess, curve: CurveGuess };
  const READY = "Change it as long as you like, or commit to it.";
  const IN_JUPYTERLAB = " The cells below, which are folded, say more.";

  /** Public are `guess`, what the reader has committed to, or null, and `isRevealed`. */
  class ReaderGuess extends BookElement {
    static style = `
      :host { display: flex; flex-direction: column; container-type: inline-size; }
      .asks { max-width: var(--measure, 36.5rem); margin: 0 0 .75rem; font-size: 1.125em; }
      .asks > strong { display: block; color: var(--accent); font-size: .9rem; }
      .picture { margin-bottom: .25rem; padding: .5rem .75rem; border-radius: .375rem; background: var(--ground); }
      .deck { order: 1; margin-top: .5rem; } /* below the status line */
      .deck > .row { gap: .5rem; margin: 0; }
      .deck > .away { display: none; }
      .deck label { margin-right: .5rem; }
      .deck button { padding: .25rem .625rem; }
      .commit { background: var(--accent); color: var(--ground); border-color: var(--accent); }
      .quiet { background: none; border-color: transparent; text-decoration: underline; text-underline-offset: .2em; }
      .deck .quiet { padding: .25rem .375rem; }
      .measured { color: var(--thing); font-weight: bold; }
      code { font-size: .9em; }
      @media (forced-colors: active) { .picture { --thing: Highlight; } }
      @media print { .deck, :host([asking]) .speech { display: none; } }
      ${Object.values(KINDS).map(({ style }) => style).join("")}
    `;

    // ---- What needs no page ----

    /** The guess that the browser has kept (text, or null), if it fits the data of today; else null. */
    static fitting(kept, data) {
      try {
        return KINDS[data.kind].fitting(JSON.parse(kept), data);
      } catch {
        return null;
      }
    }

    static sentence(guess, data) {
      return KINDS[data.kind].sentence(guess, data).replaceAll("`", "");
    }

    // ---- What is seen ----

    guess = null;
    isRevealed = false;
    #data;
    #kind;
    #memory;
    #before; // the row of controls until the truth is shown
    #after;
    #commit;
    #again;

    build(root, data) {
      this.#data = data;
      this.#memory = new Memory(`reading-digits guess ${data.asks}`, () => this.#take(this.#kept()));
      this.#kind = new KINDS[data.kind](data, () => this.#follow());
      const button = (text, kind, click) => make("button", { type: "button", class: kind, click }, text);
      this.#commit = button("This is my guess", "commit", () => this.#decide(this.#kind.guess));
      const anyway = button("Show me anyway", "quiet", () => this.#decide(null));
      this.#again = button("Guess again", "", () => this.#forget());
      this.#before = make("div", { class: "row" }, ...this.#kind.controls, this.#commit, anyway);
      this.#after = make("div", { class: "row" }, this.#again);
      const asks = make("p", { class: "asks" }, make("strong", {}, "Predict."), " ", ...marked(data.asks));
      const picture = make("div", { class: `picture of-${data.color}` }, this.#kind.picture);
      root.append(asks, picture, make("div", { class: "deck" }, this.#before, this.#after));
      this.reserve(this.#kind.hint, READY);
      const kept = this.#kept();
      if (kept === null) this.#hide();
      else this.#reveal(kept);
    }

    listen() {
      this.#memory.listen();
      this.#fold?.addEventListener("toggle", this.#unfolded);
    }

    disconnectedCallback() {
      this.#memory?.rest();
    }

    /** The fold with the answer: folds.py puts it behind the element, into a part of the page around both. */
    get #fold() {
      return this.closest(".guess")?.querySelector("details.answer");
    }

    /** A reader who opens the fold has asked to be shown. */
    #unfolded = ({ target }) => {
      if (target.open && !this.isRevealed) this.#reveal(null);
    };

    /** Commit to a guess, or to none. */
    #decide(guess) {
      if (guess !== null) this.#memory.keep(JSON.stringify(guess));
      this.#reveal(guess);
      this.#again.focus();
    }

    #forget() {
      this.#memory.keep("null");
      this.#hide();
      this.#before.querySelector("button:enabled, input").focus();
    }

    #kept() {
      return ReaderGuess.fitting(this.#memory.text, this.#data);
    }

    /** Take what the browser has kept, now or in another window. */
    #take(guess) {
      if (guess !== null) this.#reveal(guess);
      else if (this.guess !== null) this.#hide();
    }

    #reveal(guess) {
      this.guess = guess;
      this.isRevealed = true;
      this.#kind.show(guess, true);
      this.#change();
      this.say(this.#told(ReaderGuess.sentence(guess, this.#data)));
    }

    #hide() {
      this.guess = null;
      this.isRevealed = false;
      this.#kind.show(null, false);
      this.#change();
      this.#follow();
    }

    /** Show the controls of now, and the answer or its fold. */
    #change() {
      this.toggleAttribute("asking", !this.isRevealed);
      this.#before.classList.toggle("away", this.isRevealed);
      this.#after.classList.toggle("away", !this.isRevealed);
      if (this.#fold) this.#fold.open = this.isRevealed;
    }

    /** Follow what the reader does to the guess before committing to it. */
    #follow() {
      const isThere = this.#kind.guess !== null;
      this.#commit.disabled = !isThere;
      this.say(isThere ? READY : this.#kind.hint);
    }

    #told(sentence) {
      return this.closest(".jp-Cell") ? sentence + IN_JUPYTERLAB : sentence;
    }
  }

  define("reader-guess", ReaderGuess);
})();
