// Images of digits as an element carries them, and as it shows them.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const SHADES = 15; // of ink, beside blank paper

    // How to ask for the context of a canvas: one that a graphics card draws gets no filter of the page in WebKit, and
    // would stay light on a dark page.
    const SOFTWARE = { willReadFrequently: true };

    /** Whole bytes from base64. */
    function bytes(text) {
      const letters = atob(text);
      const whole = new Uint8Array(letters.length);
      for (let k = 0; k < letters.length; k++) whole[k] = letters.charCodeAt(k); // a tenth of the time of Array.from
      return whole;
    }

    /**
     * One of the images that `packed_images` has packed, as numbers from 0 (paper) to 1 (ink), row by row.
     * Two pixels share a byte, the left one in its upper half.
     */
    function unpackImage(packed, place, pixels = 28 * 28) {
      const first = (place * pixels) / 2;
      const pairs = packed.subarray(first, first + pixels / 2);
      return Array.from(pairs).flatMap((pair) => [(pair >> 4) / SHADES, (pair & 15) / SHADES]);
    }

    /** Paint numbers from 0 (paper) to 1 (ink), one a pixel: black on white, whatever the theme. */
    function paintInk(canvas, shares) {
      const picture = new ImageData(canvas.width, canvas.height);
      shares.forEach((share, pixel) => {
        const gray = 255 - 255 * share;
        picture.data.set([gray, gray, gray, 255], 4 * pixel);
      });
      canvas.getContext("2d").putImageData(picture, 0, 0);
    }

    return { SOFTWARE, bytes, paintInk, unpackImage };
  })(),
);
