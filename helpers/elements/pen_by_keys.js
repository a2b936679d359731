// The digit pad by keyboard: a cursor that moves in steps, and a pen that goes down and up.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { SIDE, clamp } = window.readingDigits;

    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const SHORT_STEP = 1; // in pixels of the image
    const LONG_STEP = 3; // with Shift

    /**
     * It draws with the pad's `begin`, `extend` and `lift`; `undo` and `clear` are the pad's, too. The pad is told with
     * `moved` where the pen is, with `acted` that a key was used, and asked with `isTyping` whether the keyboard draws.
     */
    class PenByKeys {
      cursor = [SIDE / 2, SIDE / 2];
      isShown = false; // only while the keyboard is used

      #pad;

      constructor(pad) {
        this.#pad = pad;
      }

      keyDown(event) {
        const act = this.#actOf(event);
        if (!act) return;
        event.preventDefault(); // the page does not scroll
        event.stopPropagation(); // nor does the book turn to the next page
        this.isShown = true;
        act();
        this.#pad.acted(event.key);
      }

      /** What a key does here, or nothing where it is the browser's. */
      #actOf({ key, altKey, ctrlKey, metaKey, shiftKey, repeat }) {
        const isChord = ctrlKey || metaKey;
        if (altKey || isChord !== (key === "z")) return null;
        if (Object.hasOwn(ARROWS, key)) return () => this.#step(ARROWS[key], shiftKey ? LONG_STEP : SHORT_STEP);
        const acts = {
          " ": () => (this.#pad.isTyping() ? this.lift() : this.#pad.begin(this.cursor)),
          Escape: () => this.lift(),
          Backspace: () => this.#pad.undo(),
          z: () => this.#pad.undo(),
          Delete: () => this.#pad.clear(),
        };
        if (!Object.hasOwn(acts, key)) return null;
        return repeat ? () => {} : acts[key]; // a key that is held down acts once
      }

      lift() {
        if (!this.#pad.isTyping()) return;
        this.#pad.extend(this.cursor);
        this.#pad.lift();
      }

      /** Move the cursor. The ink goes from the middle of each step to that of the next: slopes, no stairs. */
      #step([right, down], length) {
        const [x, y] = this.cursor;
        const [newX, newY] = [x + length * right, y + length * down].map((at) => clamp(at, 1, SIDE - 1));
        this.cursor = [newX, newY];
        if (this.#pad.isTyping()) this.#pad.extend([(x + newX) / 2, (y + newY) / 2]);
        else this.#pad.moved(this.cursor);
      }
    }

    return { PenByKeys };
  })(),
);
