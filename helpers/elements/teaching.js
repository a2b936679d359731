// Teaching a reader by hand: the last layer of its network moves, and nothing else, while it rehearses digits of MNIST.
// Nothing here needs a page; helpers/teaching.py does the same in Python, and tests compare the two.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { forward, softmax } = window.readingDigits;

    const PIXELS = 28 * 28;
    const CLASSES = 10;
    const SHADE = 17; // gray values between two shades of the digits that are rehearsed
    const REHEARSED = 500; // digits; the first of those to learn from
    const STEPS = 60;
    const BLOCK = 20; // steps, after which examples that are still misread
    const HARDER = 3; // count so many times as much
    const MOMENTUM = 0.9;
    const RATE = 1; // of a step, for features whose squares sum to 1 on average
    const PULL = 0.0025; // back to the layer as it was, in the same measure: a hand may not pull it far away
    const FEW = 10; // so many examples weigh half as much as what is rehearsed; one alone must not turn all around
    const PIECE = 20; // digits that are gone through at a time

    /** The place of the layer that is taught: the last one with weights, right before softmax; or −1. */
    function placeOfTaught(layers) {
      const place = layers.length - 2;
      return layers[place]?.kind === "dense" ? place : -1;
    }

    /** What the taught layer sees of an image: what the layer before it gives. */
    function featuresOf(layers, inputs) {
      const before = layers.slice(0, placeOfTaught(layers));
      return before.length === 0 ? Float64Array.from(inputs) : forward(before, inputs).at(-1);
    }

    /** Features of digits, one behind the other; of each only those that are not 0. Digit k has those from `starts[k]` on. */
    class Features {
      #places = [];
      #values = [];
      #starts = [0];

      add(features) {
        features.forEach((value, place) => {
          if (value === 0) return;
          this.#places.push(place);
          this.#values.push(value);
        });
        this.#starts.push(this.#places.length);
      }

      /** The same in arrays that are quick to go through. */
      get packed() {
        const values = Float64Array.from(this.#values);
        return { places: Uint16Array.from(this.#places), values, starts: Uint32Array.from(this.#starts) };
      }
    }

    /**
     * What a network makes of digits of the sheet, `{ rehearsed, others }`: those that are rehearsed, and those that its
     * accuracy is judged on; each with `labels`. A generator, which stops after each piece of the work.
     */
    function* rehearsalOf(layers, { mean, std }, { images, labels, training }) {
      const seen = (digit) => {
        const shades = images.subarray(digit * PIXELS, (digit + 1) * PIXELS);
        return featuresOf(layers, Float64Array.from(shades, (shade) => (shade * SHADE - mean) / std));
      };
      function* gathered(first, end) {
        const features = new Features();
        for (let digit = first; digit < end; digit++) {
          features.add(seen(digit));
          yield;
        }
        return { ...features.packed, labels: labels.subarray(first, end) };
      }
      return { rehearsed: yield* gathered(0, REHEARSED), others: yield* gathered(training, labels.length) };
    }

    /** A reader's own examples, each `{ image, label }` with 784 gray values from 0 (paper) to 255, as `rehearsalOf` does. */
    function featuresOfExamples(layers, { mean, std }, examples) {
      const features = new Features();
      for (const { image } of examples) {
        features.add(featuresOf(layers, Float64Array.from(image, (gray) => (gray - mean) / std)));
      }
      return { ...features.packed, labels: Uint8Array.from(examples, ({ label }) => label) };
    }

    /** Ten sums of a layer for one of some digits. */
    function sumsFor({ weights, bias }, { places, values, starts }, digit, sums) {
      sums.set(bias);
      for (let k = starts[digit]; k < starts[digit + 1]; k++) {
        const [value, row] = [values[k], places[k] * CLASSES];
        for (let c = 0; c < CLASSES; c++) sums[c] += value * weights[row + c];
      }
    }

    /** Add the slopes of the loss of one digit, which counts by `share`. `sums` are those of its layer, and are used up. */
    function addSlopes(slopes, { places, values, starts, labels }, digit, sums, share) {
      const errors = softmax(sums);
      errors[labels[digit]] -= 1;
      for (let c = 0; c < CLASSES; c++) {
        sums[c] = share * errors[c];
        slopes.bias[c] += sums[c];
      }
      for (let k = starts[digit]; k < starts[digit + 1]; k++) {
        const [value, row] = [values[k], places[k] * CLASSES];
        for (let c = 0; c < CLASSES; c++) slopes.weights[row + c] += value * sums[c];
      }
    }

    /** How long features are: the mean of the sums of their squares. */
    function meanSquare({ values, starts }) {
      return values.reduce((sum, value) => sum + value * value, 0) / (starts.length - 1);
    }

    /**
     * The taught layer, as new `{ weights, bias }`: gradient descent with momentum from the layer as it was. The loss is
     * the mean over the rehearsed digits, plus the mean over n examples times n / (n + FEW), plus what pulls the numbers
     * back to where they were. Whatever a hand says is to be learned, so examples come to count more while they are misread.
     * A generator, as `rehearsalOf`.
     */
    function* taught(layer, examples, rehearsed) {
      const moved = { weights: Float64Array.from(layer.weights), bias: Float64Array.from(layer.bias) };
      const speed = { weights: new Float64Array(moved.weights.length), bias: new Float64Array(CLASSES) };
      const count = examples.labels.length;
      const own = new Float64Array(count).fill(1 / (count + FEW));
      const others = new Float64Array(REHEARSED).fill(1 / REHEARSED);
      const size = (count / (count + FEW)) * meanSquare(examples) + meanSquare(rehearsed); // of the features
      const sums = new Float64Array(CLASSES);
      for (let step = 0; step < STEPS; step++) {
        const slopes = { weights: new Float64Array(moved.weights.length), bias: new Float64Array(CLASSES) };
        if (step > 0 && step % BLOCK === 0) emphasize(own, moved, examples);
        for (const [digits, shares] of [[examples, own], [rehearsed, others]]) {
          for (let digit = 0; digit < shares.length; digit++) {
            sumsFor(moved, digits, digit, sums);
            addSlopes(slopes, digits, digit, sums, shares[digit]);
            if (digit % PIECE === PIECE - 1) yield;
          }
        }
        for (const part of ["weights", "bias"]) move(moved[part], speed[part], slopes[part], layer[part], size);
      }
      return moved;
    }

    /** Let the examples count more that a layer misreads. */
    function emphasize(shares, layer, examples) {
      judged(layer, examples).reads.forEach((read, k) => {
        if (read !== examples.labels[k]) shares[k] *= HARDER;
      });
    }

    function move(numbers, speed, slopes, before, size) {
      for (let k = 0; k < numbers.length; k++) {
        speed[k] = MOMENTUM * speed[k] - RATE * (slopes[k] / size + PULL * (numbers[k] - before[k]));
        numbers[k] += speed[k];
      }
    }

    /** How a layer reads some digits: the class of each, and how many are right. */
    function judged(layer, digits) {
      const sums = new Float64Array(CLASSES);
      const reads = Array.from(digits.labels, (_, digit) => {
        sumsFor(layer, digits, digit, sums);
        return sums.indexOf(Math.max(...sums));
      });
      return { reads, right: reads.filter((read, digit) => read === digits.labels[digit]).length };
    }

    return { featuresOfExamples, judged, placeOfTaught, rehearsalOf, taught };
  })(),
);
