// The digits that all elements of a page share: helpers/digit_sheet.py says which, and how they are packed.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { bytes } = window.readingDigits;

    const TRAINING = 2000;
    const VALIDATION = 500;
    const PIXELS = 28 * 28;
    const MISSING = "The digits are not here. Run all cells of the notebook, or load the page again.";

    let loading; // a promise, as soon as the first element has asked

    /**
     * The digits, for an element that needs them: `images`, a byte from 0 (paper) to 15 (ink) for each pixel of each
     * digit; `labels`, a byte for each digit; and how many are for `training`, which come first, and for `validation`.
     * A promise, since they are read when the first element asks; ask when they are needed. It fails with a sentence.
     */
    function loadDigits() {
      loading ||= text().then(inflated).then(unpackSheet);
      loading.catch(() => (loading = undefined)); // so that one may try again
      return loading;
    }

    /** The packed digits: in an output they stand in it, in a book in a file beside the page. */
    function text() {
      const sheet = document.querySelector(".digit-sheet");
      if (!sheet) return Promise.reject(new Error(MISSING));
      if (sheet.localName !== "data") return Promise.resolve(sheet.textContent);
      return new Promise((resolve, reject) => {
        const script = document.createElement("script"); // from a folder on disk, too, where nothing can be fetched
        script.src = sheet.value;
        script.onload = () => resolve(window.readingDigitsSheet);
        script.onerror = () => {
          script.remove();
          reject(new Error(MISSING));
        };
        document.head.append(script);
      });
    }

    async function inflated(packed) {
      if (!window.DecompressionStream) throw new Error("This browser is from before 2023, and cannot unpack the digits.");
      const stream = new Blob([bytes(packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    }

    function unpackSheet(pairs) {
      const digits = TRAINING + VALIDATION;
      const shades = new Uint8Array(2 * pairs.length);
      pairs.forEach((pair, k) => {
        shades[2 * k] = pair >> 4;
        shades[2 * k + 1] = pair & 15;
      });
      const [images, labels] = [shades.subarray(0, digits * PIXELS), shades.subarray(digits * PIXELS)];
      return { images, labels, training: TRAINING, validation: VALIDATION };
    }

    return { loadDigits, unpackSheet };
  })(),
);
