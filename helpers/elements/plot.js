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

    return { axes, label, points, scale };
  })(),
);
