// Numbers as colors, each with its one meaning in the whole book: see helpers/figures.py. Paper is white; on a dark page
// the element turns its canvases around.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { SOFTWARE } = window.readingDigits;

    const BLACK = [0, 0, 0];
    const GREEN = [0, 158, 115]; // an activation
    const ORANGE = [230, 159, 0]; // a positive weight
    const BLUE = [0, 114, 178]; // a negative one

    function blended([red, green, blue], share) {
      return [255 + share * (red - 255), 255 + share * (green - 255), 255 + share * (blue - 255)];
    }

    const inkColor = (share) => blended(BLACK, share);
    const activationColor = (share) => blended(GREEN, share);
    const signedColor = (share) => (share < 0 ? blended(BLUE, -share) : blended(ORANGE, share));

    /** The largest size of some numbers, or 1 where all are 0: what a color is full at. */
    function fullAt(values) {
      return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    }

    /** How pictures of several channels lie side by side: their `columns`, and the `width` and `height` of all. */
    function tiling([height, width, channels = 1]) {
      const columns = Math.ceil(Math.sqrt(channels));
      const rows = Math.ceil(channels / columns);
      return { columns, width: columns * (width + 1) - 1, height: rows * (height + 1) - 1 };
    }

    /** The shape in which a row of numbers is pictured: an image, or rows of so many as are read together. */
    function pictured(shape, row = 16) {
      if (shape.length > 1) return shape;
      const side = Math.sqrt(shape[0]);
      return side === 28 ? [side, side, 1] : [Math.ceil(shape[0] / row), Math.min(row, shape[0]), 1];
    }

    const STEPS = 255; // shades of a color, beside white
    const palettes = new Map(); // by the function that gives a color

    /** All shades of a color, from −1 to 1, each as a whole number whose bytes are those of a picture. */
    function paletteOf(colorOf) {
      if (!palettes.has(colorOf)) {
        const pixel = ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red;
        const shade = (_, k) => pixel(colorOf(k / STEPS - 1).map(Math.round));
        palettes.set(colorOf, Int32Array.from({ length: 2 * STEPS + 1 }, shade));
      }
      return palettes.get(colorOf);
    }

    /**
     * Paint a picture of a shape: each number, from −1 to 1, in its color, the channels side by side with a line of paper
     * between. A canvas keeps its size where it can, for a new one costs more than its pixels.
     */
    function paintPicture(canvas, values, shape, colorOf) {
      const [height, width, channels = 1] = shape;
      const { columns, ...size } = tiling(shape);
      if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
      const picture = new ImageData(size.width, size.height);
      const pixels = new Int32Array(picture.data.buffer);
      const palette = paletteOf(colorOf);
      for (let channel = 0; channel < channels; channel++) {
        const corner = Math.floor(channel / columns) * (height + 1) * size.width + (channel % columns) * (width + 1);
        for (let at = channel, pixel = 0; pixel < height * width; pixel++, at += channels) {
          if (at >= values.length) break; // the last row of a picture may not be full
          const place = corner + Math.floor(pixel / width) * size.width + (pixel % width);
          pixels[place] = palette[STEPS + Math.round(STEPS * Math.min(Math.max(values[at], -1), 1))];
        }
      }
      canvas.getContext("2d", SOFTWARE).putImageData(picture, 0, 0);
    }

    return { activationColor, fullAt, inkColor, paintPicture, pictured, signedColor, tiling };
  })(),
);
