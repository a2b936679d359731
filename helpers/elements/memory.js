// What the browser keeps for an element. A browser whose memory is closed or full throws; all goes on without it.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    /** A text under a name. Whoever else uses the name, in this window or in another one, hears of each change. */
    class Memory {
      #slot;
      #changed;

      /** `changed` is called where another element or window has changed the text, or all was emptied. */
      constructor(slot, changed) {
        this.#slot = slot;
        this.#changed = changed;
      }

      /** The text; null where there is none, or where it cannot be had. */
      get text() {
        try {
          return localStorage.getItem(this.#slot);
        } catch {
          return null;
        }
      }

      keep(text) {
        try {
          localStorage.setItem(this.#slot, text);
          window.dispatchEvent(new StorageEvent("storage", { key: this.#slot })); // the browser tells other windows alone
        } catch {
          // what was kept is then forgotten with the page
        }
      }

      listen() {
        window.addEventListener("storage", this.#hear);
      }

      rest() {
        window.removeEventListener("storage", this.#hear);
      }

      #hear = ({ key }) => {
        const isOurs = key === this.#slot && this.text !== null;
        if (isOurs || key === null) this.#changed(); // where all was emptied, no key is told
      };
    }

    return { Memory };
  })(),
);
