// Where a filter looks, and where it responds: the drawing with the part that decides about one value, and the filter's
// map, in which each value can be pointed at.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { SIDE, activationColor, clamp, fullAt, inkColor, make, number, paintPicture } = window.readingDigits;

    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    const STYLE = `
      .looks, .map { margin: 0; min-width: 0; }
      .over { position: relative; border: 1px solid var(--rim); }
      .looks canvas, .map canvas { width: 100%; aspect-ratio: 1; image-rendering: pixelated; }
      .map canvas { cursor: crosshair; }
      .over .ring { border-width: 2px; box-sizing: content-box; margin: -2px; }
      .looks figcaption, .map figcaption { display: block; min-height: 2.5em; line-height: 1.25; margin: .25rem 0 0; }
    `;

    /** A span of pixels, from one to before another one, in what a layer was given for its own span along an axis. */
    function spanBefore({ kind, strides, before, size }, [first, end], axis) {
      if (kind !== "conv" && kind !== "pool") return [first, end];
      const start = first * strides[axis] - before[axis];
      return [start, (end - 1 - first) * strides[axis] + start + size[axis]];
    }

    /** The part of the drawing that decides about a value of a layer: its first row and column, and those behind it. */
    function fieldOf(layers, place, pixel) {
      const [, columns] = layers[place].shape;
      const at = [Math.floor(pixel / columns), pixel % columns];
      const [rows, across] = at.map((first, axis) => {
        const behind = layers.slice(0, place + 1).reverse();
        const span = behind.reduce((seen, layer) => spanBefore(layer, seen, axis), [first, first + 1]);
        return span.map((edge) => clamp(edge, 0, SIDE));
      });
      return { top: rows[0], bottom: rows[1], left: across[0], right: across[1] };
    }

    /** Put a ring around a part of a picture of so many rows and columns. */
    function encircle(ring, { top, bottom, left, right }, [rows, columns]) {
      const shares = { left: left / columns, top: top / rows, width: (right - left) / columns, height: (bottom - top) / rows };
      for (const [side, share] of Object.entries(shares)) ring.style[side] = `${100 * share}%`;
    }

    class FilterMap {
      static style = STYLE;

      #drawing = make("canvas", { "aria-hidden": "true" });
      #field = make("span", { class: "ring" });
      #map;
      #ring = make("span", { class: "ring" });
      #shape = [1, 1];
      #pixel = 0;
      #choose;

      /** `choose` is called with the place of a pixel in the filter's map. */
      constructor(choose) {
        this.#choose = choose;
        this.#map = make("canvas", {
          tabindex: 0,
          role: "slider",
          "aria-valuemin": 1,
          pointermove: (event) => event.pointerType !== "touch" && this.#point(event),
          pointerdown: (event) => this.#point(event),
          keydown: (event) => this.#keyDown(event),
        });
        this.looks = this.#figure("looks", "where it looks", this.#drawing, this.#field);
        this.map = this.#figure("map", "its map: point at a value", this.#map, this.#ring);
      }

      #figure(name, words, ...over) {
        return make("figure", { class: name }, make("div", { class: "over" }, ...over), make("figcaption", {}, words));
      }

      /** Show what filter so and so of a layer gives for a drawing, and the value at one place. */
      show({ layers, place, filter, pixel, pixels, activations }) {
        const [rows, columns, filters] = layers[place].shape;
        const map = Float64Array.from({ length: rows * columns }, (_, k) => activations[k * filters + filter]);
        const most = fullAt(activations);
        this.#shape = [rows, columns];
        this.#pixel = pixel;
        paintPicture(this.#drawing, pixels, [SIDE, SIDE, 1], inkColor);
        paintPicture(this.#map, map.map((value) => value / most), [rows, columns, 1], activationColor);
        encircle(this.#field, fieldOf(layers, place, pixel), [SIDE, SIDE]);
        const [row, column] = [Math.floor(pixel / columns), pixel % columns];
        encircle(this.#ring, { top: row, bottom: row + 1, left: column, right: column + 1 }, this.#shape);
        const words = `row ${row + 1}, column ${column + 1}: ${number(map[pixel])}`;
        const told = { label: `Where filter ${filter + 1} responds`, valuemax: map.length, valuenow: pixel + 1, valuetext: words };
        for (const [name, text] of Object.entries(told)) this.#map.setAttribute(`aria-${name}`, text);
      }

      #point({ offsetX, offsetY }) {
        const [rows, columns] = this.#shape;
        const { clientWidth, clientHeight } = this.#map;
        const [row, column] = [Math.floor((offsetY * rows) / clientHeight), Math.floor((offsetX * columns) / clientWidth)];
        if (row >= 0 && row < rows && column >= 0 && column < columns) this.#choose(row * columns + column);
      }

      #keyDown(event) {
        const { key, altKey, ctrlKey, metaKey } = event;
        if (altKey || ctrlKey || metaKey || !Object.hasOwn(ARROWS, key)) return;
        event.preventDefault();
        event.stopPropagation(); // the book does not turn to the next page
        const [rows, columns] = this.#shape;
        const [right, down] = ARROWS[key];
        const row = clamp(Math.floor(this.#pixel / columns) + down, 0, rows - 1);
        const column = clamp((this.#pixel % columns) + right, 0, columns - 1);
        this.#choose(row * columns + column);
      }
    }

    return { FilterMap, fieldOf };
  })(),
);
