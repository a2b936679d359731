// A digit that writes itself. A stroke is a list of points [x, y], as in ink.js.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const distance = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);
    const lengths = (stroke) => stroke.slice(1).map((point, k) => distance(stroke[k], point));
    const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

    /** What stands on the paper once the pen has gone a certain way on it; lifting it takes no way. */
    function writtenAfter(strokes, way) {
      const written = [];
      for (const stroke of strokes) {
        if (way <= 0 && written.length > 0) break;
        const [part, rest] = begun(stroke, Math.max(way, 0));
        written.push(part);
        way = rest;
      }
      return written;
    }

    /** A stroke as far as the pen comes on a certain way, and what is left of the way. */
    function begun(stroke, way) {
      const part = [stroke[0]];
      for (const [k, length] of lengths(stroke).entries()) {
        if (way < length) {
          const [[x, y], [toX, toY]] = [stroke[k], stroke[k + 1]];
          const share = way / length;
          part.push([x + share * (toX - x), y + share * (toY - y)]);
          return [part, 0];
        }
        part.push(stroke[k + 1]);
        way -= length;
      }
      return [part, way];
    }

    /**
     * Write once: call `show` with the strokes as they grow, and `finish` at the end. Give a function that stops it.
     */
    function writeOnce(strokes, milliseconds, show, finish) {
      const whole = sum(strokes.flatMap(lengths));
      let start;
      let frame = requestAnimationFrame(function write(now) {
        start ??= now;
        const share = (now - start) / milliseconds;
        frame = share < 1 ? requestAnimationFrame(write) : null;
        if (share < 1) show(writtenAfter(strokes, share * whole));
        else finish();
      });
      return () => cancelAnimationFrame(frame);
    }

    return { writeOnce, writtenAfter };
  })(),
);
