// <chapter-quiz>: questions with one right answer each; every answer gets its reason, the score stays in the browser.
(() => {
  "use strict";
  const { BookElement, Memory, define, make, marked } = window.readingDigits;

  class ChapterQuiz extends BookElement {
    static style = `
      :host { padding: 0; border: 0; background: none; }
      fieldset { margin: 0; padding: 1.5rem 0 1.75rem; border: 0; border-top: 1px solid var(--edge); min-width: 0; }
      legend { float: left; width: 100%; max-width: var(--measure, none); margin: 0 0 .75rem; padding: 0;
        font-size: 1.125rem; font-weight: bold; }
      legend + * { clear: both; }
      .number { margin-right: .25em; color: var(--accent); }
      fieldset label { display: flex; flex-wrap: nowrap; align-items: baseline; gap: .75rem; margin: 0 0 .375rem;
        padding: .5rem .875rem; border: 1px solid var(--edge); border-radius: .5rem; cursor: pointer; }
      fieldset label:hover { border-color: var(--accent); }
      fieldset label:has(:checked) { border-color: var(--accent); background: var(--chosen); }
      fieldset label > span { min-width: 0; }
      fieldset button { margin-top: .625rem; padding-inline: 1.25rem; }
      fieldset button:enabled { border-color: var(--accent); background: var(--accent); color: var(--ground); }
      .verdict { margin: .875rem 0 0; padding-left: .875rem; border-left: 4px solid var(--wrong); }
      .verdict.right { border-color: var(--right); }
      .verdict:empty { display: none; }
      .row { padding-top: 1.25rem; border-top: 1px solid var(--edge); }
      code { font-family: var(--font-code, monospace); font-size: .9em; }
      :host { --chosen: var(--card, transparent); }
    `;

    // ---- What needs no page. `given` has, by a question's words, the places of the first answer and of the last. ----

    /** What the browser has kept (text, or null), as far as it fits the questions of today. */
    static fitting(kept, questions) {
      const given = Object.create(null);
      const stored = ChapterQuiz.parsed(kept);
      for (const { asks, answers } of questions) {
        const places = Object.hasOwn(stored, asks) ? stored[asks] : null;
        const fits = (place) => Number.isInteger(place) && place >= 0 && place < answers.length;
        if (Array.isArray(places) && places.length === 2 && places.every(fits)) given[asks] = places;
      }
      return given;
    }

    /** The object that a text holds as JSON, or an empty one where it holds something else. */
    static parsed(text) {
      try {
        return Object(JSON.parse(text));
      } catch {
        return {};
      }
    }

    /** How many questions are answered, and how many of them were right at once. */
    static score(given, questions) {
      const all = questions.length;
      const tried = questions.filter(({ asks }) => given[asks]);
      if (tried.length === 0) return `${all} questions, none answered yet.`;
      const once = tried.filter(({ asks, right }) => given[asks][0] === right).length;
      const share = tried.length === all ? `All ${all}` : `${tried.length} of ${all}`;
      return `${share} answered, ${once} right at the first try.`;
    }

    // ---- What is seen ----

    #memory; // of the browser, for the answers
    #questions;
    #given;
    #parts; // of each question what changes
    #again;

    build(root, { name, questions }) {
      this.#memory = new Memory(`reading-digits quiz ${name}`, () => this.#take(this.#kept()));
      this.#questions = questions;
      this.#given = this.#kept();
      this.#parts = questions.map((_, number) => this.#question(number));
      this.#again = make("button", { type: "button", click: () => this.#forget() }, "Start again");
      const note = make("span", {}, "Your answers stay in this browser.");
      root.append(...this.#parts.map(({ field }) => field), make("div", { class: "row" }, this.#again, note));
      const best = Object.fromEntries(questions.map(({ asks, right }) => [asks, [right, right]]));
      this.reserve(ChapterQuiz.score(best, questions));
      this.#showAll();
    }

    #question(number) {
      const { asks, answers } = this.#questions[number];
      const verdict = make("p", { class: "verdict", "aria-live": "polite" });
      const change = () => {
        check.disabled = false;
        verdict.replaceChildren(); // it spoke of another answer
      };
      const radios = answers.map((_, value) => make("input", { type: "radio", name: `q${number}`, value, change }));
      const labels = answers.map(([answer], place) =>
        make("label", {}, radios[place], make("span", {}, ...marked(answer))),
      );
      const click = () => this.#answer(number, radios.findIndex((radio) => radio.checked));
      const name = `Check question ${number + 1}`;
      const check = make("button", { type: "button", "aria-label": name, click }, "Check");
      const place = make("span", { class: "number" }, `${number + 1}. `);
      const legend = make("legend", {}, place, ...marked(asks));
      return { field: make("fieldset", {}, legend, ...labels, check, verdict), radios, check, verdict };
    }

    #answer(number, place) {
      this.#take(Object.assign(Object.create(null), this.#given, this.#kept())); // another window's answers stay, too
      const { asks } = this.#questions[number];
      const first = this.#given[asks]?.[0] ?? place;
      this.#given[asks] = [first, place];
      this.#keep();
      this.#show(number);
      this.#showScore();
    }

    #forget() {
      this.#take(Object.create(null));
      this.#keep();
      for (const [number, { radios }] of this.#parts.entries()) {
        for (const radio of radios) radio.checked = false; // one may be chosen and not yet checked
        this.#show(number);
      }
    }

    /** Take other answers, and show the questions where they differ; a choice that is not yet checked stays. */
    #take(given) {
      const before = this.#given;
      this.#given = given;
      for (const [number, { asks }] of this.#questions.entries()) {
        if (String(before[asks]) === String(given[asks])) continue;
        for (const radio of this.#parts[number].radios) radio.checked = false;
        this.#show(number);
      }
      this.#showScore();
    }

    #showAll() {
      this.#questions.forEach((_, number) => this.#show(number));
      this.#showScore();
    }

    listen() {
      this.#memory.listen(); // the same quiz in another window, or elsewhere on the page
    }

    disconnectedCallback() {
      this.#memory?.rest();
    }

    /** Bring a question to what was answered. */
    #show(number) {
      const { asks, answers, right } = this.#questions[number];
      const { radios, check, verdict } = this.#parts[number];
      const place = this.#given[asks]?.[1];
      check.disabled = place === undefined;
      verdict.className = place === right ? "verdict right" : "verdict";
      verdict.replaceChildren();
      if (place === undefined) return;
      radios[place].checked = true;
      const found = place === right ? "✓ Right. " : "✗ Not right. ";
      verdict.append(make("strong", {}, found), ...marked(answers[place][1]));
    }

    #showScore() {
      this.#again.disabled = Object.keys(this.#given).length === 0;
      this.say(ChapterQuiz.score(this.#given, this.#questions));
    }

    #kept() {
      return ChapterQuiz.fitting(this.#memory.text, this.#questions);
    }

    #keep() {
      this.#memory.keep(JSON.stringify(this.#given));
    }
  }

  define("chapter-quiz", ChapterQuiz);
})();
