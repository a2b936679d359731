// Long work that leaves the page its time.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const SLICE = 25; // milliseconds of work, then the page is given its turn

    /** Let the page draw and hear. (A timer would wait longer each time, and long in a window that is out of sight.) */
    function turn() {
      return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(null);
      });
    }

    /** Do the work of a generator that stops often; give what it returns. Where it is no longer wanted, it ends with null. */
    async function inSlices(work, isWanted) {
      for (;;) {
        const end = performance.now() + SLICE;
        do {
          const { done, value } = work.next();
          if (done) return value;
        } while (performance.now() < end);
        await turn();
        if (!isWanted()) return null;
      }
    }

    return { inSlices };
  })(),
);
