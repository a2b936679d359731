// Numbers as colors, each with its one meaning in the whole book: see helpers/figures.py. Paper is white; on a dark page
// the element turns its canvases around.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

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

    /** Paint a picture of a shape: each number in its color, the channels side by side with a line of paper between. */
    function paintPicture(canvas, values, shape, colorOf) {
      const [, width, channels = 1] = shape;
      const { columns, ...size } = tiling(shape);
      if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
      const picture = new ImageData(size.width, size.height);
      values.forEach((value, k) => {
        const [channel, pixel] = [k % channels, Math.floor(k / channels)];
        const x = (channel % columns) * (width + 1) + (pixel % width);
        const y = Math.floor(channel / columns) * (shape[0] + 1) + Math.floor(pixel / width);
        const place = 4 * (y * size.width + x);
        const color = colorOf(value);
        for (let level = 0; level < 3; level++) picture.data[place + level] = color[level];
        picture.data[place + 3] = 255;
      });
      canvas.getContext("2d").putImageData(picture, 0, 0);
    }

    return { activationColor, fullAt, inkColor, paintPicture, pictured, signedColor };
  })(),
);
