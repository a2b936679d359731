// From the strokes of a pen to the image that the network sees, prepared as the digits of MNIST were: see chapter 7.
// Numbers come in, numbers go out; no page is needed. A stroke is a list of points [x, y] on a paper 28 wide and high.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const SIDE = 28; // pixels of an image along each side
    const BOX_SIDE = 20; // MNIST scales a digit into a box of so many pixels
    const CENTER = 14.5; // the middle of the pixel with index 14: where MNIST puts the center of mass
    const PEN_WIDTH = 2; // of a line on the paper
    const EVEN_WIDTH = 2.5; // of a line in the image, as the digits of MNIST have it on average
    const SOFT_EDGE = 1.5; // how many pixels an edge takes from full ink to paper
    const LARGEST_FACTOR = 5; // nothing is enlarged more than this: a dot stays a dot

    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

    const blankImage = () => new Array(SIDE * SIDE).fill(0);

    /** The square of the distance of the point (x, y) from the nearest point of a line. */
    function squareFromLine(x, y, [startX, startY], [endX, endY]) {
      const alongX = endX - startX;
      const alongY = endY - startY;
      const squaredLength = alongX * alongX + alongY * alongY || 1; // a dot has no length
      const share = clamp(((x - startX) * alongX + (y - startY) * alongY) / squaredLength, 0, 1);
      const awayX = x - startX - share * alongX;
      const awayY = y - startY - share * alongY;
      return awayX * awayX + awayY * awayY;
    }

    /** The first and the last pixel, along one side of the image, that ink between two places can reach. */
    function pixelsWithin(reach, from, to) {
      const first = Math.floor(Math.min(from, to) - reach);
      const last = Math.floor(Math.max(from, to) + reach);
      return [Math.max(first, 0), Math.min(last, SIDE - 1)];
    }

    /** For each pixel that a line reaches, keep the square of its distance where no other line was nearer. */
    function comeNearer(squares, start, end, reach) {
      const [firstColumn, lastColumn] = pixelsWithin(reach, start[0], end[0]);
      const [firstRow, lastRow] = pixelsWithin(reach, start[1], end[1]);
      for (let row = firstRow; row <= lastRow; row++) {
        for (let column = firstColumn; column <= lastColumn; column++) {
          const pixel = row * SIDE + column;
          squares[pixel] = Math.min(squares[pixel], squareFromLine(column + 0.5, row + 0.5, start, end));
        }
      }
    }

    /**
     * The image of strokes, 784 numbers from 0 (paper) to 1 (ink), row by row. A single point makes a dot. A pixel's
     * shade tells how near the nearest line is to its middle; no line takes ink away.
     */
    function ink(strokes, width) {
      const reach = (width + SOFT_EDGE) / 2;
      const squares = new Float64Array(SIDE * SIDE).fill(Infinity);
      for (const stroke of strokes) {
        stroke.forEach((point, k) => comeNearer(squares, stroke[Math.max(k - 1, 0)], point, reach));
      }
      return Array.from(squares, (square) => clamp((reach - Math.sqrt(square)) / SOFT_EDGE, 0, 1));
    }

    /** Strokes with each point moved to factor · point + shift. */
    function moved(strokes, factor, [shiftX, shiftY]) {
      return strokes.map((stroke) => stroke.map(([x, y]) => [factor * x + shiftX, factor * y + shiftY]));
    }

    /** The smallest box that holds all points. */
    function boxOf(strokes) {
      const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
      for (const [x, y] of strokes.flat()) {
        box.left = Math.min(box.left, x);
        box.top = Math.min(box.top, y);
        box.right = Math.max(box.right, x);
        box.bottom = Math.max(box.bottom, y);
      }
      return box;
    }

    /** How much to enlarge a drawing so that its ink, and not only its points, fills a box of 20 × 20 pixels. */
    function factorToFill({ left, top, right, bottom }, even) {
      const size = Math.max(right - left, bottom - top);
      // An even line is as wide in a large digit as in a small one; the pen's line grows with the digit.
      const factor = even ? (BOX_SIDE - EVEN_WIDTH) / size : BOX_SIDE / (size + PEN_WIDTH);
      return Math.min(factor, LARGEST_FACTOR);
    }

    /** Where the ink of an image balances. */
    function centerOfMass(image) {
      let [mass, x, y] = [0, 0, 0];
      image.forEach((shade, pixel) => {
        mass += shade;
        x += shade * ((pixel % SIDE) + 0.5);
        y += shade * (Math.floor(pixel / SIDE) + 0.5);
      });
      return [x / mass, y / mass];
    }

    /**
     * The image that the network sees.
     *
     * `scale` fits the drawing into a box of 20 × 20 pixels in the middle, `center` puts its center of mass there,
     * `even` draws each line equally wide, whatever the size. Each step can be left out.
     */
    function prepare(strokes, { scale, center, even }) {
      if (strokes.flat().length === 0) return blankImage();
      const box = boxOf(strokes);
      const factor = scale ? factorToFill(box, even) : 1;
      const width = even ? EVEN_WIDTH : PEN_WIDTH * factor;
      let shift = [0, 0];
      if (scale || center) {
        shift = [(SIDE - factor * (box.left + box.right)) / 2, (SIDE - factor * (box.top + box.bottom)) / 2];
      }
      const image = ink(moved(strokes, factor, shift), width);
      if (!center) return image;
      const [massX, massY] = centerOfMass(image);
      const toCenter = [shift[0] + CENTER - massX, shift[1] + CENTER - massY];
      return ink(moved(strokes, factor, toCenter), width);
    }

    /** The images on the way there: as drawn, and after each step. A step that is left out changes nothing. */
    function prepareInStages(strokes, { scale, center, even }) {
      const asDrawn = { scale: false, center: false, even: false };
      const scaled = { ...asDrawn, scale };
      const centered = { ...scaled, center };
      return [asDrawn, scaled, centered, { ...centered, even }].map((steps) => prepare(strokes, steps));
    }

    return { PEN_WIDTH, SIDE, clamp, ink, prepare, prepareInStages };
  })(),
);
