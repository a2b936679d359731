// One of a few answers that a reader guesses.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { make, marked } = window.readingDigits;

    /** One kind of guess; see reader-guess.js for what all kinds have. */
    class ChoiceGuess {
      static style = `
        fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
        fieldset label { display: flex; flex-wrap: nowrap; gap: .75rem; margin: 0 0 .375rem; padding: .25rem .875rem; }
        fieldset label { border: 1px solid var(--edge); border-radius: .5rem; cursor: pointer; }
        fieldset label > input { align-self: center; translate: none; } /* beside one line or two */
        fieldset label:has(:checked) { border-color: var(--accent); }
        fieldset label:has(:disabled) { border-color: var(--edge); cursor: default; }
        fieldset label.true { border-color: var(--thing); box-shadow: inset 4px 0 var(--thing); }
        fieldset label.true > span { font-weight: bold; }
        .note { margin-left: .75rem; font-size: .875rem; font-weight: normal; white-space: nowrap; }
        .true .note { color: var(--thing); font-weight: bold; }
      `;

      // ---- What needs no page ----

      /** A guess that is the place of an answer, or null. */
      static fitting(kept, { answers }) {
        return Number.isInteger(kept) && kept >= 0 && kept < answers.length ? kept : null;
      }

      /** What is said once the truth is shown; the guess is null where nobody made one. */
      static sentence(guess, { answers, truth }) {
        const quoted = (place) => `“${answers[place][0].replace(/\.$/, "")}”`; // the sentence around it has a full stop
        const reason = answers[guess ?? truth][1];
        if (guess === null) return `The answer is ${quoted(truth)}. ${reason}`;
        if (guess === truth) return `You guessed ${quoted(truth)}, and so it is. ${reason}`;
        return `You guessed ${quoted(guess)}; the answer is ${quoted(truth)}. ${reason}`;
      }

      // ---- What is seen ----

      guess = null;
      hint = "Choose one of the answers.";
      controls = [];
      #data;
      #rows;

      constructor(data, changed) {
        this.#data = data;
        const change = (place) => {
          this.guess = place;
          changed();
        };
        this.#rows = data.answers.map(([answer], place) => {
          const radio = make("input", { type: "radio", name: "guess", value: place, change: () => change(place) });
          const note = make("span", { class: "note" });
          const label = make("label", {}, radio, make("span", {}, ...marked(answer), " ", note));
          return { radio, note, label };
        });
        const legend = make("legend", { class: "hidden" }, "Your guess");
        this.picture = make("fieldset", {}, legend, ...this.#rows.map(({ label }) => label));
      }

      /** Show a guess, which may be null, and the truth beside it once it is revealed. */
      show(guess, isRevealed) {
        this.guess = guess;
        for (const [place, { radio, note, label }] of this.#rows.entries()) {
          const isHers = place === guess;
          const isTrue = isRevealed && place === this.#data.truth;
          radio.checked = isHers;
          radio.disabled = isRevealed;
          label.className = [isHers ? "hers" : "", isTrue ? "true" : ""].join(" ").trim();
          const notes = [isHers && isRevealed ? "your guess" : "", isTrue ? "the answer" : ""];
          note.textContent = notes.filter(Boolean).join(", and ");
        }
      }
    }

    return { ChoiceGuess };
  })(),
);
