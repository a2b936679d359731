// The surface of the digit pad: it shows strokes or an image, and the keyboard's cursor while that is in use.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { PEN_WIDTH, SIDE, SOFTWARE, clamp, make, paintInk } = window.readingDigits;

    const CURSOR_RADIUS = 1.5;
    const INK_COLOR = "#000";
    const PEN_UP_COLOR = "#0060c0";
    const PEN_DOWN_COLOR = "#c00000";

    const STYLE = `
      .paper { position: relative; background: #fff; border: 1px solid #b8b8b8; border-radius: .375rem; }
      .paper { filter: var(--figure-image, none); } /* with all that lies on it */
      .paper canvas { filter: none; width: 100%; aspect-ratio: 1; border-radius: inherit; cursor: crosshair; touch-action: none; }
      .paper { user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
      .paper { forced-color-adjust: none; } /* paper stays paper */
      .hint { position: absolute; inset: 45% 0 auto; text-align: center; color: #595959; pointer-events: none; }
      .hint.below { inset: auto 0 2%; }
    `;

    class Paper {
      static style = STYLE;

      #hint = make("p", { class: "hint" });
      #width = 0; // of the canvas, in pixels of the page

      constructor(listeners) {
        const names = { role: "application", "aria-label": "Surface to draw a digit on", "aria-describedby": "help" };
        this.canvas = make("canvas", { tabindex: 0, ...names, ...listeners });
        this.element = make("div", { class: "paper" }, this.canvas, this.#hint);
      }

      /** Where an event happened, in pixels of the image; at the edge if it was outside. */
      placeOf({ clientX, clientY }) {
        const { left, top, width, height } = this.canvas.getBoundingClientRect();
        const x = (SIDE * (clientX - left)) / width;
        const y = (SIDE * (clientY - top)) / height;
        return [clamp(x, 0, SIDE), clamp(y, 0, SIDE)];
      }

      /** Words on the paper: in its middle, or below what the pad itself has drawn; none if they are empty. */
      hint(words, isBelow) {
        this.#hint.hidden = words === "";
        this.#hint.textContent = words;
        this.#hint.classList.toggle("below", isBelow);
      }

      /** Show strokes or the pixels of an image; and where the keyboard's cursor is, unless that is null. */
      show({ strokes, image, cursor, isPenDown }) {
        const context = this.#blank();
        if (image) this.#drawImage(context, image);
        for (const stroke of strokes) this.#drawStroke(context, stroke);
        if (cursor) this.#drawCursor(context, cursor, isPenDown ? PEN_DOWN_COLOR : PEN_UP_COLOR);
      }

      /** Look how large the canvas is: only where it has changed its size, since asking costs as much as reading a digit. */
      measure() {
        this.#width = this.canvas.clientWidth;
      }

      /** Make the canvas as fine as the screen, and clear it; from here on it is 28 wide and high. */
      #blank() {
        const side = Math.round(this.#width * window.devicePixelRatio);
        if (side !== this.canvas.width || side !== this.canvas.height) {
          this.canvas.width = side;
          this.canvas.height = side;
        }
        const context = this.canvas.getContext("2d", SOFTWARE);
        context.setTransform(side / SIDE, 0, 0, side / SIDE, 0, 0);
        context.clearRect(0, 0, SIDE, SIDE);
        return context;
      }

      #drawImage(context, pixels) {
        const image = make("canvas", { width: SIDE, height: SIDE });
        paintInk(image, pixels);
        context.imageSmoothingEnabled = false;
        context.drawImage(image, 0, 0);
      }

      /** Draw a line as the pen left it; a single point makes a dot. */
      #drawStroke(context, stroke) {
        context.lineCap = "round";
        context.lineJoin = "round";
        if (stroke.every(([x, y]) => x === stroke[0][0] && y === stroke[0][1])) {
          this.#drawDot(context, stroke[0]); // of a line without a length some browsers draw nothing
          return;
        }
        this.#drawLine(context, new Path2D(`M${stroke[0]}L${stroke.join("L")}`), INK_COLOR, PEN_WIDTH);
      }

      #drawDot(context, [x, y]) {
        const dot = new Path2D();
        dot.arc(x, y, PEN_WIDTH / 2, 0, 2 * Math.PI);
        context.fillStyle = INK_COLOR;
        context.fill(dot);
      }

      /** Draw a ring in two colors, to be seen on paper and on ink. */
      #drawCursor(context, [x, y], color) {
        const ring = new Path2D();
        ring.arc(x, y, CURSOR_RADIUS, 0, 2 * Math.PI);
        this.#drawLine(context, ring, "#fff", 0.75);
        this.#drawLine(context, ring, color, 0.4);
      }

      #drawLine(context, path, color, width) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.stroke(path);
      }
    }

    return { Paper };
  })(),
);
