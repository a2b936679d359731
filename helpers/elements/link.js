// A button that copies a link to the drawing on a pad, and the link itself, for where nothing may be copied.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { addressOf, make } = window.readingDigits;

    const COPIED = "The link is copied:";
    const TO_COPY = "Copy this link:";
    const TOO_LONG = "This drawing has too many strokes for a link.";

    const STYLE = `
      .link { display: flex; gap: .5rem; margin: .5rem 0 0; min-height: 1.5em; font-size: .875rem; }
      .link.none { visibility: hidden; }
      .link span { flex: none; }
      .link a { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--accent); }
      @media print { .link { display: none; } }
    `;

    class LinkToDrawing {
      static style = STYLE;

      #pad;
      #button = make("button", { type: "button", click: () => this.#copy() }, "Copy a link to this drawing");
      #words = make("span");
      #link = make("a");

      constructor(pad) {
        this.#pad = pad;
        this.button = this.#button;
        this.line = make("p", { class: "link none" }, this.#words);
      }

      /** A drawing has changed, so the link leads no longer to it. */
      forget(canBeShared) {
        this.#button.disabled = !canBeShared;
        this.line.classList.add("none");
      }

      async #copy() {
        const address = addressOf(this.#pad.strokes, window.location.href);
        this.#show(address === null ? TOO_LONG : TO_COPY, address);
        if (address === null) return;
        try {
          await navigator.clipboard.writeText(address);
          this.#show(COPIED, address);
        } catch {
          window.getSelection().selectAllChildren(this.#link); // forbidden: the reader copies what is selected
        }
      }

      #show(words, address) {
        this.line.classList.remove("none");
        this.#words.textContent = words;
        this.#link.remove(); // a link that leads nowhere stands nowhere
        if (address !== null) {
          this.#link.textContent = this.#link.href = address;
          this.line.append(this.#link);
        }
        this.#pad.say(address === null ? words : `${words.replace(":", ".")}`);
      }
    }

    return { LinkToDrawing };
  })(),
);
