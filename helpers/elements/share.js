// A drawing as part of an address: "#digit=" and what packStrokes makes of its strokes, which are as in ink.js.
// A point takes three letters of 6 bits: 9 bits for each coordinate, a twentieth of a pixel.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { SIDE } = window.readingDigits;

    const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; // an address leaves them as they are
    const PLACES = 511; // a coordinate is one of 0 to 511
    const MOST_LETTERS = 1500; // so the whole address has fewer than 2,000
    const FIRST_TOLERANCE = 0.05; // pixels by which a line may miss a point of its stroke
    const LAST_TOLERANCE = 2;
    const FORM = /^(?:\.(?:[\w-]{3})+)+$/; // strokes, each behind a dot
    const MARK = "#digit=";

    /** How far a point is from the line through two others, or from where they are both. */
    function distanceFrom([startX, startY], [endX, endY], [x, y]) {
      const [alongX, alongY] = [endX - startX, endY - startY];
      const length = Math.hypot(alongX, alongY);
      if (length === 0) return Math.hypot(x - startX, y - startY);
      return Math.abs(alongX * (y - startY) - alongY * (x - startX)) / length;
    }

    /** Where, between two places of a stroke, the point is that lies farthest from the line between them; and how far. */
    function farthest(stroke, first, last) {
      let [place, distance] = [first, 0];
      for (let k = first + 1; k < last; k++) {
        const off = distanceFrom(stroke[first], stroke[last], stroke[k]);
        if (off > distance) [place, distance] = [k, off];
      }
      return { place, distance };
    }

    /** A stroke with fewer points, from which no point of it is farther than the tolerance (Ramer, Douglas, Peucker). */
    function simplified(stroke, tolerance) {
      const kept = new Set([0, stroke.length - 1]);
      const spans = [[0, stroke.length - 1]];
      while (spans.length > 0) {
        const [first, last] = spans.pop();
        const { place, distance } = farthest(stroke, first, last);
        if (distance <= tolerance) continue;
        kept.add(place);
        spans.push([first, place], [place, last]);
      }
      return stroke.filter((_, place) => kept.has(place));
    }

    /** The letters of a point. */
    function packPoint(point) {
      const [x, y] = point.map((at) => Math.round((at / SIDE) * PLACES));
      const bits = (x << 9) | y;
      return LETTERS[bits >> 12] + LETTERS[(bits >> 6) & 63] + LETTERS[bits & 63];
    }

    function unpackPoint(letters) {
      const bits = Array.from(letters).reduce((before, letter) => (before << 6) | LETTERS.indexOf(letter), 0);
      return [bits >> 9, bits & PLACES].map((place) => (place / PLACES) * SIDE);
    }

    /** Strokes as letters: as true to the pen as there is room for, or null where there is no room at all. */
    function packStrokes(strokes) {
      for (let tolerance = FIRST_TOLERANCE; tolerance < LAST_TOLERANCE; tolerance *= 1.5) {
        const text = strokes.map((stroke) => `.${simplified(stroke, tolerance).map(packPoint).join("")}`).join("");
        if (text.length <= MOST_LETTERS) return text;
      }
      return null;
    }

    /** The strokes that letters stand for, or null where they stand for none. */
    function unpackStrokes(text) {
      if (text.length > MOST_LETTERS || !FORM.test(text)) return null;
      return text.slice(1).split(".").map((stroke) => stroke.match(/.{3}/g).map(unpackPoint));
    }

    /** What an address says of a drawing: its strokes, null if they cannot be read, nothing if it names no drawing. */
    function drawingIn(address) {
      const [, text] = address.split(MARK);
      return text === undefined ? undefined : unpackStrokes(text);
    }

    /** An address that leads to a drawing, or null where the drawing is too long for one. */
    function addressOf(strokes, address) {
      const text = packStrokes(strokes);
      return text === null ? null : address.split("#")[0] + MARK + text;
    }

    return { addressOf, drawingIn, simplified };
  })(),
);
