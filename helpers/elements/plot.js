// Plots: how values become places, and axes with numbers along them.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { draw } = window.readingDigits;

    /** A straight scale: a function that gives the place of a value. */
    function scale([low, high], [start, end]) {
      return (value) => start + ((value - low) / (high - low)) * (end - start);
    }

    /** Round numbers between two ends, at most six of them. */
    function roundMarks(low, high) {
      const power = 10 ** Math.floor(Math.log10((high - low) / 5));
      const step = [1, 2, 5, 10].map((times) => times * power).find((size) => (high - low) / size <= 5);
      const first = Math.ceil(low / step);
      const count = Math.floor(high / step) - first + 1;
      return Array.from({ length: count }, (_, place) => (first + place) * step);
    }

    /** Powers of ten between two ends, at most seven of them. */
    function powerMarks(low, high) {
      const first = Math.ceil(Math.log10(low) - 1e-9);
      const last = Math.floor(Math.log10(high) + 1e-9);
      const step = Math.ceil((last - first + 1) / 7);
      const count = Math.max(Math.floor((last - first) / step) + 1, 0);
      const marks = Array.from({ length: count }, (_, place) => Number(`1e${first + place * step}`));
      return marks.length > 1 ? marks : [low, high];
    }

    /**
     * An axis of `low` and `high` ends, straight unless its `scale` is "log": `share` of its length at which a value
     * lies, `value` there, and the values to `mark`.
     */
    function along({ low, high, scale: kind }) {
      if (kind !== "log") {
        const value = (share) => low + share * (high - low);
        return { share: (given) => (given - low) / (high - low), value, mark: roundMarks(low, high) };
      }
      const factor = Math.log(high / low);
      const share = (given) => Math.log(given / low) / factor;
      return { share, value: (given) => low * Math.exp(given * factor), mark: powerMarks(low, high) };
    }

    /**
     * Every how manieth of evenly placed marks has words where there is little room: as few steps as fit, all alike,
     * the first and the last mark among them. `room` is the number of letters from the first mark to the last one.
     */
    function sparse(words, room) {
      const gaps = words.length - 1;
      const longest = Math.max(...words.map(({ length }) => length)) + 2; // and a gap
      const fits = (every) => gaps % every === 0 && (gaps / every) * longest <= room;
      return Array.from({ length: gaps }, (_, k) => k + 1).find(fits) ?? Math.max(gaps, 1);
    }

    /** Pairs of values as the points of a polyline. */
    function points(pairs, x, y) {
      return pairs.map(([along, up]) => `${x(along)},${y(up)}`).join(" ");
    }

    /** Words in a plot; the anchor says which part of them is at x: "start", "middle" or "end". */
    function label(x, y, anchor, words) {
      return draw("text", { x, y, "text-anchor": anchor }, words);
    }

    /**
     * Two axes with their names and numbers.
     *
     * `area` has the plot's `left`, `right`, `top` and `bottom`. Each axis has a `name`, the `scale` of its values,
     * the values to `mark`, how to put them in `words`, and `through`: the place where the other axis crosses it.
     */
    function axes({ left, right, top, bottom }, across, up) {
      return [
        draw("path", { class: "axis", d: `M${left},${up.through}H${right}M${across.through},${top}V${bottom}` }),
        ...across.mark.map((value) => label(across.scale(value), bottom + 22, "middle", across.words(value))),
        ...up.mark.map((value) => label(left - 8, up.scale(value) + 5, "end", up.words(value))),
        label(right, bottom + 38, "end", across.name),
        label(0, 14, "start", up.name),
      ];
    }

    return { along, axes, label, points, roundMarks, scale, sparse };
  })(),
);
