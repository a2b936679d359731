// Painting that waits until it can be seen, and is done at most once a frame.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    /** What paints an element: `paint` is called when something has changed and the element is in sight, or on paper. */
    class Painter {
      #paint;
      #isSeen = true; // until the browser says otherwise
      #isDue = false;
      #frame = null;

      constructor(element, paint) {
        this.#paint = paint;
        new IntersectionObserver(([...all]) => this.#see(all.at(-1).isIntersecting)).observe(element);
      }

      /** Something has changed: paint in the next frame, or once the element comes into sight. */
      soon() {
        this.#isDue = true;
        if (this.#isSeen) this.#frame ??= requestAnimationFrame(() => this.now());
      }

      /** Paint what has changed, at once. */
      now() {
        cancelAnimationFrame(this.#frame);
        this.#frame = null;
        if (!this.#isDue) return;
        this.#isDue = false;
        this.#paint();
      }

      #see(isSeen) {
        this.#isSeen = isSeen;
        if (isSeen) this.now();
      }
    }

    return { Painter };
  })(),
);
