// <chapter-quiz>: questions with one right answer each; every answer gets its reason, the score stays in the browser.
(() => {
  "use strict";
  const { BookElement, define, make } = window.readingDigits;

  /** Text in which backticks enclose code. */
  const marked = (text) => text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));

  class ChapterQuiz extends BookElement {
    static style = `
      fieldset { margin: 0 0 1rem; padding: .25rem .875rem .75rem; border: 1px solid var(--line); border-radius: .25rem;
        min-width: 0; }
      legend { float: left; width: 100%; margin: .5rem 0; padding: 0; font-weight: bold; }
      legend + * { clear: both; }
      fieldset label { display: flex; flex-wrap: nowrap; align-items: baseline; gap: .625rem; padding: .375rem 0; }
      input[type=radio] { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; align-self: start; }
      .verdict { margin: .75rem 0 0; padding-left: .75rem; border-left: 4px solid var(--wrong); }
      .verdict.right { border-color: var(--right); }
      .verdict:empty { display: none; }
      code { font-size: .9em; }
    `;

    build(root, { name, questions }) {
      this.slot = `reading-digits quiz ${name}`;
      this.questions = questions;
      this.given = this.load(); // by the question's words: the places of the first answer and of the last
      this.parts = questions.map((question, i) => this.question(question, i));
      this.again = make("button", { type: "button", click: () => this.forget() }, "Start again");
      const note = make("span", {}, "Your answers stay in this browser.");
      root.append(...this.parts.map(({ field }) => field), make("div", { class: "row" }, this.again, note));
      questions.forEach((_, i) => this.show(i));
      this.status.textContent = this.score(); // at once: what stands there from the start need not be spoken
    }

    question({ asks, answers }, i) {
      const change = () => {
        check.disabled = false;
        verdict.replaceChildren(); // it spoke of another answer
      };
      const radios = answers.map((_, value) => make("input", { type: "radio", name: `q${i}`, value, change }));
      const text = (answer) => make("span", {}, ...marked(answer));
      const labels = answers.map(([answer], place) => make("label", {}, radios[place], text(answer)));
      const press = () => this.answer(i, radios.findIndex((radio) => radio.checked));
      const check = make("button", { type: "button", "aria-label": `Check question ${i + 1}`, click: press }, "Check");
      const verdict = make("p", { class: "verdict", "aria-live": "polite" });
      const legend = make("legend", {}, `${i + 1}. `, ...marked(asks));
      return { field: make("fieldset", {}, legend, ...labels, check, verdict), radios, check, verdict };
    }

    answer(i, place) {
      const { asks } = this.questions[i];
      this.given[asks] = [this.given[asks]?.[0] ?? place, place];
      this.keep();
      this.show(i);
    }

    forget() {
      this.given = {};
      this.keep();
      this.parts.flatMap(({ radios }) => radios).forEach((radio) => (radio.checked = false));
      this.parts.forEach((_, i) => this.show(i));
    }

    /** Bring a question to what was answered, and the score to that of all. */
    show(i) {
      const { asks, answers, right } = this.questions[i];
      const { radios, check, verdict } = this.parts[i];
      const place = this.given[asks]?.[1];
      if (place !== undefined) radios[place].checked = true;
      check.disabled = place === undefined;
      verdict.className = place === right ? "verdict right" : "verdict";
      const found = make("strong", {}, place === right ? "✓ Right. " : "✗ Not right. ");
      verdict.replaceChildren(...(place === undefined ? [] : [found, ...marked(answers[place][1])]));
      this.again.disabled = !Object.keys(this.given).length;
      this.say(this.score());
    }

    /** How many questions are answered, and how many of them were right at once. */
    score() {
      const tried = this.questions.filter(({ asks }) => this.given[asks]);
      const once = tried.filter(({ asks, right }) => this.given[asks][0] === right).length;
      const all = this.questions.length;
      if (!tried.length) return `${all} questions, none answered yet.`;
      const share = tried.length === all ? `All ${all}` : `${tried.length} of ${all}`;
      return `${share} answered, ${once} right at the first try.`;
    }

    /** What the browser has kept, as far as it fits the questions of today. */
    load() {
      let kept = {};
      try {
        kept = JSON.parse(localStorage.getItem(this.slot)) || {};
      } catch {
        // it keeps nothing, or what it kept is spoilt
      }
      const fits = ({ asks, answers }) => kept[asks]?.length === 2 && kept[asks].every((place) => answers[place]);
      return Object.fromEntries(this.questions.filter(fits).map(({ asks }) => [asks, kept[asks]]));
    }

    keep() {
      try {
        localStorage.setItem(this.slot, JSON.stringify(this.given));
      } catch {
        // a browser that keeps nothing still answers
      }
    }
  }

  define("chapter-quiz", ChapterQuiz);
})();
