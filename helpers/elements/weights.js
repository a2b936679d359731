// The weights of a neuron as a picture, in a frame.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { make } = window.readingDigits;

    const SIDE = 28; // pixels
    const FRAMED = SIDE + 2;
    const [BLUE, ORANGE, GRAY] = ["#0072b2", "#e69f00", "#949494"].map(parts); // as in figures
    const MOST = 255; // shades of a color, beside white
    const PALE = 0.4; // of a dead neuron's colors

    /** Red, green and blue of a color such as "#0072b2". */
    function parts(color) {
      return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    }

    /** A pixel as a whole number, whose bytes are those of a picture. */
    function pixel([red, green, blue]) {
      return (255 << 24) | (blue << 16) | (green << 8) | red;
    }

    /** From blue through white to orange: the pixel for each shade from -MOST to MOST. */
    const SHADES = Int32Array.from({ length: 2 * MOST + 1 }, (_, k) => {
      const share = Math.abs(k - MOST) / MOST;
      return pixel((k < MOST ? BLUE : ORANGE).map((part) => Math.round(255 + share * (part - 255))));
    });
    const EDGE = pixel(GRAY);

    /** A canvas for the weights of a neuron. */
    function weightsCanvas() {
      return make("canvas", { width: FRAMED, height: FRAMED });
    }

    /**
     * Paint the weights of one `neuron` of so many `neurons`; in `weights` those of a pixel stand side by side. A weight
     * of the size `limit` or more has the full color: orange above 0, blue below. A neuron that is dead is pale and
     * crossed out.
     */
    function paintWeights(canvas, weights, { neuron, neurons, limit, isDead }) {
      const picture = new ImageData(FRAMED, FRAMED);
      const pixels = new Int32Array(picture.data.buffer).fill(EDGE);
      const factor = ((isDead ? PALE : 1) * MOST) / limit;
      let at = neuron;
      for (let row = 1; row <= SIDE; row++) {
        for (let column = 1; column <= SIDE; column++, at += neurons) {
          const shade = Math.min(Math.max(Math.round(factor * weights[at]), -MOST), MOST);
          pixels[row * FRAMED + column] = SHADES[MOST + (shade || 0)];
        }
      }
      if (isDead) cross(pixels);
      canvas.getContext("2d").putImageData(picture, 0, 0);
    }

    function cross(pixels) {
      for (let k = 0; k < FRAMED; k++) {
        pixels[k * FRAMED + k] = EDGE;
        pixels[k * FRAMED + FRAMED - 1 - k] = EDGE;
      }
    }

    return { paintWeights, weightsCanvas };
  })(),
);
