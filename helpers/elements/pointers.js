// Mouse, pen and finger on the digit pad: which of them draws, and what each of them has drawn.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    /**
     * Whether a pointer that comes down may draw: a finger may not beside a pen or a mouse, for it is the palm of the
     * hand that draws, nor beside another finger. A primary one is the only finger that is down. The drawer is the
     * pointer that draws now, or null: it has a `type`.
     */
    function mayDraw({ pointerType, isPrimary }, drawer) {
      return drawer === null || pointerType !== "touch" || (drawer.type === "touch" && isPrimary);
    }

    /** Whether the drawer was a palm, which came before its pen. */
    function wasPalm(drawer, { pointerType }) {
      return drawer?.type === "touch" && pointerType !== "touch";
    }

    /** The pad is told of a stroke with `begin`, which gives it, `extend`, `lift` and `takeBack`, each from the paper. */
    class Pointers {
      #paper;
      #pad;
      #drawer = null; // the pointer that draws: its `id`, and its `type`, which is mouse, pen or touch
      #drawn = new Map(); // what each pointer that is down has drawn: a stroke, by the pointer's id

      constructor(pad) {
        this.#pad = pad;
      }

      /** What the paper's canvas listens to. */
      get listeners() {
        const ofDrawer = (act) => (event) => event.pointerId === this.#drawer?.id && act(event);
        return {
          pointerdown: (event) => this.#press(event),
          pointermove: ofDrawer((event) => this.#drag(event)),
          pointerup: (event) => this.#release(event),
          pointercancel: (event) => this.#takeBack(event.pointerId), // the system took the finger away
          lostpointercapture: ofDrawer(() => this.#pad.lift()), // no move and no end would be told any more
          pointerleave: ofDrawer(({ pointerId }) => this.#paper.canvas.hasPointerCapture(pointerId) || this.#pad.lift()),
        };
      }

      /** The paper is made with these listeners, so it comes later. */
      set paper(paper) {
        this.#paper = paper;
      }

      get isDrawing() {
        return this.#drawer !== null;
      }

      /** Whether a hand may rest beside what draws: some pens call themselves a mouse. */
      get isBesidePen() {
        return this.isDrawing && this.#drawer.type !== "touch";
      }

      /** Whatever draws, its stroke has ended. */
      letGo() {
        this.#drawer = null;
      }

      #press(event) {
        if (event.button !== 0 || event.ctrlKey || !mayDraw(event, this.#drawer)) return;
        if (wasPalm(this.#drawer, event)) this.#takeBack(this.#drawer.id);
        const { pointerId: id, pointerType: type } = event;
        this.#drawn.set(id, this.#pad.begin(this.#paper.placeOf(event), () => (this.#drawer = { id, type })));
        this.#capture(id);
      }

      /** Hear of a pointer wherever it goes. One that is gone already cannot be captured. */
      #capture(id) {
        try {
          this.#paper.canvas.setPointerCapture(id);
        } catch {
          // its stroke then ends at the edge of the paper
        }
      }

      /** Follow the pointer; a browser may tell several moves in one event. */
      #drag(event) {
        const moves = event.getCoalescedEvents?.() ?? [];
        for (const move of moves.length > 0 ? moves : [event]) this.#pad.extend(this.#paper.placeOf(move));
      }

      #release({ pointerId }) {
        this.#drawn.delete(pointerId);
        if (pointerId === this.#drawer?.id) this.#pad.lift();
      }

      /** Take back what a pointer has drawn, and nothing else. */
      #takeBack(id) {
        const stroke = this.#drawn.get(id);
        this.#drawn.delete(id);
        if (!stroke) return;
        if (id === this.#drawer?.id) this.#pad.lift();
        this.#pad.takeBack(stroke);
      }
    }

    return { Pointers, mayDraw, wasPalm };
  })(),
);
