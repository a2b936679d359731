// A curve that a reader draws over given axes, before the measured one appears.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { along, draw, make, sparse, withUnit } = window.readingDigits;

    const COLUMNS = 48; // from the left edge to the right one; a curve is a height, from 0 to 1, at each of their borders
    const APART = 8; // columns between two points that keys can move
    const EDGE = 5; // columns at an edge that need not be drawn
    const NEAR = 0.05; // of the height, on average
    const BEGIN = "Draw your curve from edge to edge, or move its points with the arrow keys.";
    const FINE = 1000; // a height is kept with three places

    const UNITS = 1000; // of the drawing, from edge to edge

    const ROOM = 32; // letters of numbers that have room below the plot on a phone

    const isSet = (height) => height !== null;

    /** One kind of guess; see reader-guess.js for what all kinds have. A guess is a curve without gaps. */
    class CurveGuess {
      static style = `
        .plot { display: grid; grid-template: auto auto auto auto / auto minmax(0, 1fr); margin-right: 1rem; }
        .plot .name, .legend { grid-column: 1 / -1; font-size: .875rem; }
        .plot .name { margin-bottom: .75rem; }
        .plot .name.across { text-align: right; margin: 0; }
        .legend { display: flex; flex-wrap: wrap; gap: 0 1.25rem; min-height: 1.5em; margin-bottom: .375rem; }
        .legend span:not(.off)::before { content: ""; display: inline-block; width: 1.75rem; margin-right: .5rem; vertical-align: .3em; }
        .legend .off { color: var(--thing); }
        .legend .hers::before { border-top: 3px dashed var(--line); }
        .legend .measured::before { border-top: 3px solid var(--thing); }
        .up { display: grid; height: 15rem; margin-right: .5rem; font-size: .875rem; text-align: right; }
        .up > * { grid-area: 1 / 1; position: relative; height: 0; line-height: 0; }
        .across-marks { grid-column: 2; display: grid; padding-top: .25rem; font-size: .875rem; }
        @container (max-width: 24rem) { .across-marks { font-size: .75rem; } }
        .across-marks > * { grid-area: 1 / 1; position: relative; width: max-content; translate: -50% 0; }
        .field { position: relative; height: 15rem; border: solid var(--line); border-width: 0 0 1px 1px; touch-action: none; cursor: crosshair; }
        .field.done { cursor: default; touch-action: auto; }
        .field > svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; pointer-events: none; }
        polyline, path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; }
        .grid { stroke: var(--edge); stroke-width: 1; }
        polyline.hers { stroke: var(--line); stroke-width: 3; stroke-dasharray: 1 6; }
        .done polyline.hers, polyline.hers.whole { stroke-dasharray: 8 5; }
        polyline.measured { stroke: var(--thing); stroke-width: 3; }
        .dots { stroke: var(--thing); stroke-width: 9; }
        .beyond { position: absolute; top: 0; translate: -50% -75%; color: var(--thing); line-height: 1; pointer-events: none; }
        .field input { position: absolute; width: 1.75rem; height: 1.75rem; min-height: 0; translate: -50% -50%; }
        .field input { appearance: none; border-radius: 50%; pointer-events: none; }
        .field input { background: radial-gradient(closest-side, var(--ground) 34%, var(--line) 38% 52%, transparent 56%); }
        .field input:focus { pointer-events: auto; }
        .field input::-webkit-slider-thumb { appearance: none; width: 1px; opacity: 0; }
        .field input::-moz-range-thumb { width: 1px; border: 0; opacity: 0; }
        .done input { display: none; }
        .invitation:not([hidden]) { position: absolute; inset: 0; display: grid; place-content: center; padding: 0 1rem 4rem; text-align: center; color: var(--line); pointer-events: none; }
        @container (max-width: 22rem) { .across-marks > .between { display: none; } }
      `;

      // ---- What needs no page ----

      /** A curve as it was before any hand: the measured points that are given, and nothing behind them. */
      static start(data) {
        const empty = Array(COLUMNS + 1).fill(null);
        const given = CurveGuess.measured(data).slice(0, data.given);
        let heights = empty;
        given.forEach(([x, y], place) => {
          const [fromX, fromY] = given[Math.max(place - 1, 0)];
          heights = CurveGuess.drawn(heights, [fromX, fromY], [x, y]);
        });
        return heights;
      }

      /** The measured points as shares of the axes; what lies beyond the upper end, at its edge. */
      static measured({ points, across, up }) {
        const [x, y] = [along(across), along(up)];
        return points.map(([one, other]) => [x.share(one), Math.min(y.share(other), 1)]);
      }

      /** The first column that is the reader's. */
      static first(data) {
        return data.given ? Math.round(CurveGuess.measured(data)[data.given - 1][0] * COLUMNS) + 1 : 0;
      }

      /** A curve after a stroke from one place to another, both as shares. */
      static drawn(heights, [fromX, fromY], [toX, toY], first = 0) {
        const [start, end] = [fromX, toX].map((x) => Math.min(Math.max(x, 0), 1) * COLUMNS);
        const low = Math.max(first, Math.round(Math.min(start, end)));
        const high = Math.round(Math.max(start, end));
        const within = (height) => Math.round(Math.min(Math.max(height, 0), 1) * FINE) / FINE;
        return heights.map((height, column) => {
          if (column < low || column > high) return height;
          const share = end === start ? 1 : Math.min(Math.max((column - start) / (end - start), 0), 1);
          return within(fromY + share * (toY - fromY));
        });
      }

      /** A curve after a stroke has ended: gaps within it are closed, and edges that were nearly reached are. */
      static closed(heights) {
        const set = [...heights.keys()].filter((column) => isSet(heights[column]));
        if (set.length === 0) return heights;
        const [first, last] = [set[0], set.at(-1)];
        return heights.map((height, column) => {
          if (isSet(height)) return height;
          if (column < first) return first <= EDGE ? heights[first] : null;
          if (column > last) return COLUMNS - last <= EDGE ? heights[last] : null;
          const before = set.findLast((one) => one < column);
          const after = set.find((one) => one > column);
          const share = (column - before) / (after - before);
          return Math.round((heights[before] + share * (heights[after] - heights[before])) * FINE) / FINE;
        });
      }

      /** A curve after a point of it was moved; what lies between it and the next points goes with it. */
      static moved(heights, point, height, first = 0, reach = APART) {
        const change = height - (heights[point] ?? height);
        const bent = heights.map((old, column) => {
          const weight = Math.max(0, 1 - Math.abs(column - point) / reach);
          if (column === point) return height;
          if (!isSet(old) || column < first) return old;
          return Math.round(Math.min(Math.max(old + change * weight, 0), 1) * FINE) / FINE;
        });
        return CurveGuess.closed(bent);
      }

      /** Where the points stand that keys move: where something was measured, at the edges, and in wide gaps between. */
      static handles(data) {
        const shares = CurveGuess.measured(data).map(([share]) => share);
        if (Math.min(...shares) * COLUMNS > EDGE) shares.unshift(0);
        if ((1 - Math.max(...shares)) * COLUMNS > EDGE) shares.push(1);
        const parted = shares.flatMap((share, place) => {
          const gap = place === 0 ? 0 : share - shares[place - 1];
          const parts = Math.max(1, Math.round((gap * COLUMNS) / APART));
          return Array.from({ length: parts }, (_, part) => share - (gap * (parts - 1 - part)) / parts);
        });
        const handles = parted.map((share) => ({ share, column: Math.round(share * COLUMNS) }));
        return handles.filter(({ column }, place) => {
          return column >= CurveGuess.first(data) && handles.findIndex((one) => one.column === column) === place;
        });
      }

      static isWhole(heights) {
        return heights.every(isSet);
      }

      /** The height of a curve at a share of the width. */
      static at(heights, share) {
        const column = Math.min(Math.floor(share * COLUMNS), COLUMNS - 1);
        const rest = share * COLUMNS - column;
        return heights[column] + rest * (heights[column + 1] - heights[column]);
      }

      /** A curve that fits the plot, or null. */
      static fitting(kept, data) {
        const isHeight = (height) => typeof height === "number" && height >= 0 && height <= 1;
        if (!Array.isArray(kept) || kept.length !== COLUMNS + 1 || !kept.every(isHeight)) return null;
        const given = CurveGuess.start(data).slice(0, CurveGuess.first(data));
        return given.every((height, column) => height === kept[column]) ? kept : null;
      }

      /** A height in words. */
      static height(value, { up, places }) {
        return value > up.high ? `more than ${withUnit(up.high, up)}` : withUnit(value, { ...up, places });
      }

      /** Where what was measured is highest and lowest. */
      static extremes(data) {
        const { across, points } = data;
        const heights = points.map(([, y]) => y);
        const [high, low] = [Math.max(...heights), Math.min(...heights)];
        const at = (height) => withUnit(points[heights.indexOf(height)][0], across);
        const [most, least] = [high, low].map((height) => CurveGuess.height(height, data));
        return `The measured curve is highest at ${at(high)}, with ${most}, and lowest at ${at(low)}, with ${least}.`;
      }

      /** All that was measured, in words. */
      static everything(data) {
        const { across, up, points } = data;
        const all = points.map(([x, y]) => `${withUnit(x, across)}: ${CurveGuess.height(y, data)}`);
        return `Measured ${up.name} by ${across.name}: ${all.join("; ")}.`;
      }

      /** What is said once the truth is shown; the guess is null where nobody made one. */
      static sentence(guess, data) {
        const { across, points, given } = data;
        if (guess === null) return CurveGuess.extremes(data);
        const measured = CurveGuess.measured(data);
        const hers = measured.map(([share]) => CurveGuess.at(guess, share));
        const gaps = measured.map(([, height], place) => (place < given ? -1 : Math.abs(height - hers[place])));
        const own = gaps.filter((gap) => gap >= 0);
        const mean = own.reduce((sum, gap) => sum + gap, 0) / own.length;
        const worst = gaps.indexOf(Math.max(...gaps));
        const [x, y] = points[worst];
        const drew = CurveGuess.height(along(data.up).value(hers[worst]), data);
        const was = CurveGuess.height(y, data);
        const where = `at ${withUnit(x, across)}: you drew ${drew}, and ${was} was measured`;
        if (mean < NEAR && drew === was) return "Your curve stays close to the measured one everywhere.";
        if (mean < NEAR) return `Your curve stays close to the measured one; they are furthest apart ${where}.`;
        return `Your curve and the measured one are furthest apart ${where}. Look there first when you read on.`;
      }

      // ---- What is seen ----

      hint = BEGIN;
      controls = [];
      #data;
      #heights;
      #first;
      #changed;
      #isRevealed = false;
      #field;
      #svg;
      #legend;
      #invitation;
      #inputs;
      #last = null; // where the pen was, while it draws

      constructor(data, changed) {
        this.#data = data;
        this.#changed = changed;
        this.#first = CurveGuess.first(data);
        this.#heights = CurveGuess.start(data);
        this.#svg = draw("svg", { viewBox: `0 0 ${UNITS} ${UNITS}`, preserveAspectRatio: "none", role: "img" });
        const handles = CurveGuess.handles(data);
        this.#inputs = handles.map((handle, place) => {
          const next = [handles[place - 1], handles[place + 1]].filter(Boolean);
          return this.#point(handle, Math.max(APART, ...next.map(({ column }) => Math.abs(column - handle.column))));
        });
        this.#invitation = make("p", { class: "invitation", "aria-hidden": "true" }, "Draw your curve here");
        this.#field = make("div", this.#hands(), this.#svg, this.#invitation, ...this.#inputs.map(({ input }) => input));
        this.#legend = make("div", { class: "legend", "aria-hidden": "true" });
        this.picture = this.#plot();
      }

      get guess() {
        return CurveGuess.isWhole(this.#heights) ? this.#heights : null;
      }

      /** Show a guess, which may be null, and the truth beside it once it is revealed. */
      show(guess, isRevealed) {
        this.#heights = guess ?? CurveGuess.start(this.#data);
        this.hint = BEGIN;
        this.#isRevealed = isRevealed;
        this.#draw();
      }

      #plot() {
        const { across, up } = this.#data;
        const percent = (axis, value) => 100 * along(axis).share(value);
        const upMarks = along(up).mark.map((value) =>
          make("span", { style: `top: ${100 - percent(up, value)}%` }, withUnit(value, up)),
        );
        const { mark } = along(across);
        const words = mark.map((value) => withUnit(value, across));
        const every = sparse(words, ROOM);
        const acrossMarks = mark.map((value, place) => {
          const kind = place % every ? "between" : "";
          return make("span", { class: kind, style: `left: ${percent(across, value)}%` }, words[place]);
        });
        return make(
          "div",
          { class: "plot" },
          this.#legend,
          make("div", { class: "name", "aria-hidden": "true" }, up.name),
          make("div", { class: "up", "aria-hidden": "true" }, ...upMarks),
          this.#field,
          make("div", { class: "across-marks", "aria-hidden": "true" }, ...acrossMarks),
          make("div", { class: "name across", "aria-hidden": "true" }, across.name),
        );
      }

      /** A point that keys move: a slider, which is seen as a ring on the curve. */
      #point({ column, share }, reach) {
        const { across } = this.#data;
        const x = withUnit(Number(along(across).value(share).toPrecision(3)), across);
        const input = make("input", {
          ...{ type: "range", class: "of-nothing", min: 0, max: 1, step: 0.02, value: 0.5, "aria-label": `your curve at ${across.name} ${x}` },
          "aria-orientation": "vertical",
          input: () => this.#follow(CurveGuess.moved(this.#heights, column, input.valueAsNumber, this.#first, reach)),
        });
        return { column, share, input };
      }

      /** What mouse, finger and pen do on the field. */
      #hands() {
        return {
          class: "field",
          mousedown: (event) => event.preventDefault(), // else a slider below would follow the mouse
          pointerdown: (event) => {
            if (this.#isRevealed || event.button !== 0) return;
            this.#field.getRootNode().activeElement?.blur();
            this.#field.setPointerCapture(event.pointerId);
            this.#last = this.#place(event);
            this.#draw();
          },
          pointermove: (event) => {
            if (this.#last === null) return;
            const place = this.#place(event);
            this.#heights = CurveGuess.drawn(this.#heights, this.#last, place, this.#first);
            this.#last = place;
            this.#draw();
          },
          lostpointercapture: () => this.#lift(),
        };
      }

      #place({ clientX, clientY }) {
        const { left, top, width, height } = this.#field.getBoundingClientRect();
        return [(clientX - left) / width, 1 - (clientY - top) / height];
      }

      #lift() {
        if (this.#last === null) return;
        this.#last = null;
        this.#follow(CurveGuess.closed(this.#heights));
      }

      /** Take a curve that a hand has changed, and say where it has to go on. */
      #follow(heights) {
        this.#heights = heights;
        if (this.#own.length) this.hint = isSet(heights.at(-1)) ? "Go on to the left edge." : "Go on to the right edge.";
        this.#draw();
        this.#changed();
      }

      /** The columns that the reader has drawn. */
      get #own() {
        return [...this.#heights.keys()].filter((column) => column >= this.#first && isSet(this.#heights[column]));
      }

      /** The measured points that are seen now. */
      get #seen() {
        return CurveGuess.measured(this.#data).slice(0, this.#isRevealed ? undefined : this.#data.given);
      }

      #draw() {
        this.#drawCurves();
        this.#drawBeyond();
        this.#drawLegend();
        const words = this.#isRevealed ? CurveGuess.everything(this.#data) : "A plot to draw your curve in.";
        this.#svg.setAttribute("aria-label", words);
        this.#field.className = this.#isRevealed ? "field done" : "field";
        this.#invitation.hidden = this.#own.length > 0 || this.#isRevealed || this.#last !== null;
        for (const handle of this.#inputs) this.#movePoint(handle);
      }

      #drawCurves() {
        const { points, up } = this.#data;
        const spot = ([x, y]) => `${UNITS * x},${UNITS * (1 - y)}`;
        const own = this.#own;
        if (own.length && this.#first) own.unshift(this.#first - 1); // it begins where what is given ends
        const curve = own.map((column) => spot([column / COLUMNS, this.#heights[column]]));
        const dots = this.#seen.filter((_, place) => points[place][1] <= up.high);
        const kind = CurveGuess.isWhole(this.#heights) ? "hers whole" : "hers";
        this.#svg.replaceChildren(
          ...along(up).mark.map((value) => draw("path", { class: "grid", d: `M${spot([0, along(up).share(value)])}H${UNITS}` })),
          draw("polyline", { class: kind, points: curve.join(" ") }),
          draw("polyline", { class: "measured", points: this.#seen.map(spot).join(" ") }),
          draw("path", { class: "dots", d: dots.map((place) => `M${spot(place)}h0`).join("") }),
        );
      }

      #drawLegend() {
        const { points, up } = this.#data;
        const isBeyond = this.#seen.some((_, place) => points[place][1] > up.high);
        const entries = [
          ["hers", this.#own.length || !this.#isRevealed ? "your curve" : ""],
          ["measured", this.#isRevealed ? "measured" : this.#seen.length ? "measured, up to here" : ""],
          ["off", isBeyond ? `▲ more than ${withUnit(up.high, up)}` : ""],
        ];
        const spans = entries.map(([kind, words]) => make("span", { class: kind, hidden: !words }, words));
        this.#legend.replaceChildren(...spans);
      }

      /** A mark at the upper edge for each measured point beyond it. */
      #drawBeyond() {
        for (const mark of this.#field.querySelectorAll(".beyond")) mark.remove();
        if (!this.#isRevealed) return;
        const { across, up, points } = this.#data;
        for (const [x] of points.filter(([, y]) => y > up.high)) {
          const style = `left: ${100 * along(across).share(x)}%`;
          this.#field.append(make("span", { class: "beyond", style, "aria-hidden": "true" }, "▲"));
        }
      }

      #movePoint({ column, share, input }) {
        const height = this.#heights[column];
        const seen = CurveGuess.isWhole(this.#heights) ? CurveGuess.at(this.#heights, share) : (height ?? 0.5);
        input.value = height ?? 0.5;
        const { up, places } = this.#data;
        const value = along(up).value(height ?? 0.5);
        input.setAttribute("aria-valuetext", isSet(height) ? withUnit(value, { ...up, places }) : "not drawn yet");
        input.style.cssText = `left: ${100 * share}%; top: ${100 - 100 * seen}%`;
      }
    }

    return { CurveGuess };
  })(),
);
