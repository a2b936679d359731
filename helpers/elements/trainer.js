// Training: random numbers that Python can repeat, a small network, and its steps. Nothing here needs a page.
// helpers/page_training.py does the same in NumPy, and tests compare the two.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const SIDE = 28;
    const PIXELS = SIDE * SIDE;
    const CLASSES = 10;
    const SHADE = 17; // gray values between two shades of the digits: 15 shades make 255
    const EPSILON = 1e-7; // probabilities are kept that far from 0 and 1 before a logarithm is taken, as in chapter 5
    const PIECE = 50; // digits that are read at a time while a network is judged

    /** Numbers from 0 to below 1, always the same for a seed: the generator "mulberry32", 32 bits of state. */
    function randomNumbers(seed) {
      let state = seed >>> 0;
      return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };
    }

    /** Shuffle an array in its place, from its end to its start (Fisher and Yates). */
    function shuffle(array, random) {
      for (let last = array.length - 1; last > 0; last--) {
        const other = Math.floor(random() * (last + 1));
        [array[last], array[other]] = [array[other], array[last]];
      }
      return array;
    }

    /**
     * What a training needs of the digits that `loadDigits` gives: of each digit only the pixels with ink, one digit
     * behind the other. Those of digit k begin at `starts[k]`; each has a place in the image and a gray value.
     */
    function inkOf({ images, labels, training }) {
      const digits = labels.length;
      const starts = new Uint32Array(digits + 1);
      const count = images.reduce((total, shade) => total + (shade > 0), 0);
      const places = new Uint16Array(count);
      const grays = new Float64Array(count);
      let at = 0;
      for (let digit = 0; digit < digits; digit++) {
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          const shade = images[digit * PIXELS + pixel];
          if (shade === 0) continue;
          places[at] = pixel;
          grays[at++] = shade * SHADE;
        }
        starts[digit + 1] = at;
      }
      return { starts, places, grays, labels, digits, training };
    }

    /** Mean and standard deviation of all pixels of the first `count` digits. */
    function statistics({ grays, starts }, count) {
      const inked = starts[count];
      const pixels = count * PIXELS;
      let sum = 0;
      for (let k = 0; k < inked; k++) sum += grays[k];
      const mean = sum / pixels;
      let squares = (pixels - inked) * mean ** 2;
      for (let k = 0; k < inked; k++) squares += (grays[k] - mean) ** 2;
      return { mean, std: Math.sqrt(squares / pixels) };
    }

    /** How gray values are prepared: (gray − shift) / scale, as in chapter 4. */
    function preparation(name, { mean, std }) {
      if (name === "raw") return { shift: 0, scale: 1 };
      if (name === "divided") return { shift: 0, scale: 255 };
      if (name === "scaled") return { shift: 0, scale: std };
      return { shift: mean, scale: std };
    }

    /**
     * A network 784-n-10, or 784-10 where n is 0, that learns from digits by plain gradient descent.
     *
     * `settings` has `hidden`, the number n; `rate`; `batch`, the digits of a step; `pixels`, the name of their
     * preparation; `start`, "usual" (Glorot and Bengio) or "zero"; `labels`, "true" or "shuffled"; `images`, how many
     * digits it learns from; `shift`, by how many pixels each is moved at most when it is learned from; and a `seed`.
     * `steps` have been made so far. `isBroken` says that a number has become too large to go on.
     */
    class Trainer {
      #ink;
      #settings;
      #shift;
      #scale;
      #labels; // of all digits, those to learn from perhaps shuffled
      #order; // of the training digits in this epoch
      #at = 0; // the place in the order where the next batch begins
      #random; // shuffles the order
      #chance; // shifts
      #learned; // how many digits it learns from
      #first; // the layer that sees the pixels
      #last; // the layer behind it; null where there is no hidden one
      #columns; // sums of the first layer's weights, one for each neuron

      constructor(ink, settings) {
        const { hidden, seed, start, labels, pixels, images } = settings;
        this.#ink = ink;
        this.#settings = settings;
        this.steps = 0;
        this.isBroken = false;
        this.#learned = Math.min(images, ink.training);
        ({ shift: this.#shift, scale: this.#scale } = preparation(pixels, statistics(ink, this.#learned)));
        const random = start === "zero" ? () => 0.5 : randomNumbers(seed);
        this.#first = Trainer.#layer(PIXELS, hidden || CLASSES, random);
        this.#last = hidden ? Trainer.#layer(hidden, CLASSES, random) : null;
        this.#columns = new Float64Array(this.neurons);
        this.#random = randomNumbers(seed + 1);
        this.#chance = randomNumbers(seed + 3);
        this.#order = Uint16Array.from({ length: this.#learned }, (_, digit) => digit);
        this.#labels = Uint8Array.from(ink.labels);
        if (labels === "shuffled") shuffle(this.#labels.subarray(0, this.#learned), randomNumbers(seed + 2));
      }

      /** New weights between ± √(6 / (inputs + outputs)), a row for each input, and biases 0. */
      static #layer(inputs, outputs, random) {
        const limit = Math.sqrt(6 / (inputs + outputs));
        const weights = Float64Array.from({ length: inputs * outputs }, () => (2 * random() - 1) * limit);
        return { weights, bias: new Float64Array(outputs) };
      }

      /** Neurons of the layer that sees the pixels. */
      get neurons() {
        return this.#first.bias.length;
      }

      get layers() {
        return this.#last ? [this.#first, this.#last] : [this.#first];
      }

      /** Make a step with the next batch, shuffled anew for each epoch. */
      step() {
        if (this.#at === 0) shuffle(this.#order, this.#random);
        const end = Math.min(this.#at + this.#settings.batch, this.#order.length);
        this.#learnFrom(this.#order.subarray(this.#at, end));
        this.#at = end === this.#order.length ? 0 : end;
        this.steps += 1;
      }

      #learnFrom(batch) {
        const { neurons } = this;
        const sums = new Float64Array(batch.length * neurons); // of the first layer, then their gradients
        const logits = this.#last ? new Float64Array(CLASSES) : null;
        const size = this.#settings.rate / batch.length;
        this.#sumColumns();
        const back = this.#last && { weights: new Float64Array(neurons * CLASSES), bias: new Float64Array(CLASSES) };
        const shown = Array.from(batch, (digit) => this.#moved(this.#inkOf(digit)));
        for (let k = 0; k < batch.length; k++) {
          const own = sums.subarray(k * neurons, (k + 1) * neurons);
          this.#weigh(shown[k], own);
          const truth = this.#labels[batch[k]];
          if (!this.#last) this.#judge(own, truth);
          else this.#back(own, logits, truth, back);
        }
        this.#moveFirst(shown, sums, size);
        if (back) Trainer.#move(this.#last, back, size);
      }

      /** The places and gray values of a digit's ink. */
      #inkOf(digit) {
        const { starts, places, grays } = this.#ink;
        const [first, end] = [starts[digit], starts[digit + 1]];
        return { places: places.subarray(first, end), grays: grays.subarray(first, end) };
      }

      /** The same ink, moved by chance if that is asked for; what leaves the picture is lost. */
      #moved(ink) {
        const most = this.#settings.shift;
        if (most === 0) return ink;
        const [right, down] = [0, 0].map(() => Math.floor(this.#chance() * (2 * most + 1)) - most);
        const places = new Uint16Array(ink.places.length);
        const grays = new Float64Array(ink.grays.length);
        let count = 0;
        ink.places.forEach((place, k) => {
          const [column, row] = [(place % SIDE) + right, Math.floor(place / SIDE) + down];
          if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) return;
          places[count] = row * SIDE + column;
          grays[count++] = ink.grays[k];
        });
        return { places: places.subarray(0, count), grays: grays.subarray(0, count) };
      }

      #sumColumns() {
        const { weights } = this.#first;
        const { neurons } = this;
        this.#columns.fill(0);
        if (this.#shift === 0) return;
        for (let k = 0; k < weights.length; k += neurons) {
          for (let j = 0; j < neurons; j++) this.#columns[j] += weights[k + j];
        }
      }

      /**
       * The first layer's sums for a digit. Pixels without ink are all alike, −shift / scale, so only those with ink
       * are gone through: a fifth of them, with which the sums begin.
       */
      #weigh({ places, grays }, sums) {
        const { weights, bias } = this.#first;
        const neurons = sums.length;
        sums.fill(0);
        let k = 0;
        const end = places.length;
        for (; k + 3 < end; k += 4) {
          // four pixels at a time take half as long as one by one
          const one = places[k] * neurons;
          const two = places[k + 1] * neurons;
          const three = places[k + 2] * neurons;
          const four = places[k + 3] * neurons;
          const [a, b, c, d] = [grays[k], grays[k + 1], grays[k + 2], grays[k + 3]];
          for (let j = 0; j < neurons; j++) {
            sums[j] += a * weights[one + j] + b * weights[two + j] + c * weights[three + j] + d * weights[four + j];
          }
        }
        for (; k < end; k++) {
          const row = places[k] * neurons;
          for (let j = 0; j < neurons; j++) sums[j] += grays[k] * weights[row + j];
        }
        for (let j = 0; j < neurons; j++) sums[j] = (sums[j] - this.#shift * this.#columns[j]) / this.#scale + bias[j];
      }

      /** Put the gradient of the loss in place of logits: probabilities minus truth. */
      #judge(logits, truth) {
        const loss = toProbabilities(logits, truth);
        if (!Number.isFinite(loss)) this.isBroken = true;
        logits[truth] -= 1;
      }

      /** From the first layer's sums forward and back: add up the last layer's gradients, leave those of the sums. */
      #back(sums, logits, truth, { weights: slopes, bias: biasSlopes }) {
        this.#answer(sums, logits);
        this.#judge(logits, truth);
        const { weights } = this.#last;
        for (let c = 0; c < CLASSES; c++) biasSlopes[c] += logits[c];
        for (let j = 0; j < sums.length; j++) {
          const activation = sums[j];
          if (!(activation > 0)) {
            sums[j] = 0; // where the sum is not positive, no gradient comes through
            continue;
          }
          let slope = 0;
          for (let c = 0, k = j * CLASSES; c < CLASSES; c++, k++) {
            slopes[k] += activation * logits[c];
            slope += weights[k] * logits[c];
          }
          sums[j] = slope;
        }
      }

      /** The last layer's sums, from those of the first. */
      #answer(sums, logits) {
        const { weights, bias } = this.#last;
        logits.set(bias);
        for (let j = 0; j < sums.length; j++) {
          const activation = sums[j];
          if (!(activation > 0)) continue;
          for (let c = 0, k = j * CLASSES; c < CLASSES; c++, k++) logits[c] += activation * weights[k];
        }
      }

      /** Move the first layer against its gradient: for each digit where it has ink, then all weights alike. */
      #moveFirst(shown, slopes, size) {
        const { weights, bias } = this.#first;
        const { neurons } = this;
        const totals = new Float64Array(neurons);
        for (let k = 0; k < shown.length; k++) {
          const { places, grays } = shown[k];
          const own = slopes.subarray(k * neurons, (k + 1) * neurons);
          for (let j = 0; j < neurons; j++) totals[j] += own[j];
          for (let p = 0; p < places.length; p++) {
            const row = places[p] * neurons;
            const factor = (size * grays[p]) / this.#scale;
            for (let j = 0; j < neurons; j++) weights[row + j] -= factor * own[j];
          }
        }
        for (let j = 0; j < neurons; j++) bias[j] -= size * totals[j];
        if (this.#shift === 0) return;
        const factor = (size * this.#shift) / this.#scale;
        for (let k = 0; k < weights.length; k += neurons) {
          for (let j = 0; j < neurons; j++) weights[k + j] += factor * totals[j];
        }
      }

      static #move({ weights, bias }, slopes, size) {
        for (let k = 0; k < weights.length; k++) weights[k] -= size * slopes.weights[k];
        for (let c = 0; c < bias.length; c++) bias[c] -= size * slopes.bias[c];
      }

      /**
       * Judge the network as it is. A generator, which stops after each piece of the work; at its end it gives mean
       * `loss` and `accuracy` of the `training` and of the `validation` digits, what each validation digit is read as,
       * the size of the `largest` weights of the first layer, and for each hidden neuron whether it is `dead`: whether
       * it gives 0 for each of the training digits.
       */
      *judged() {
        const { digits, training } = this.#ink;
        const fired = new Uint8Array(this.neurons);
        this.#sumColumns();
        const learned = yield* this.#judgedFrom(0, this.#learned, fired);
        const others = yield* this.#judgedFrom(training, digits, null);
        const dead = this.#last ? Array.from(fired, (did) => !did) : [];
        const { reads } = others;
        return { steps: this.steps, training: learned, validation: others, reads, dead, largest: this.#largest() };
      }

      #largest() {
        return this.#first.weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
      }

      *#judgedFrom(first, end, fired) {
        const sums = new Float64Array(this.neurons);
        const logits = this.#last ? new Float64Array(CLASSES) : sums;
        const reads = new Uint8Array(end - first);
        let [loss, right] = [0, 0];
        for (let digit = first; digit < end; digit++) {
          this.#weigh(this.#inkOf(digit), sums);
          if (this.#last) this.#answer(sums, logits);
          for (let j = 0; fired && j < sums.length; j++) if (sums[j] > 0) fired[j] = 1;
          const truth = this.#labels[digit];
          const read = (reads[digit - first] = largest(logits));
          loss += toProbabilities(logits, truth);
          right += read === truth;
          if ((digit - first) % PIECE === PIECE - 1) yield;
        }
        return { loss: loss / (end - first), accuracy: right / (end - first), reads };
      }
    }

    /** The place of the largest number, the first of equal ones. */
    function largest(numbers) {
      let best = 0;
      for (let k = 1; k < numbers.length; k++) if (numbers[k] > numbers[best]) best = k;
      return best;
    }

    /** Put probabilities in place of logits, and give the loss: minus the logarithm of the truth's probability. */
    function toProbabilities(logits, truth) {
      const most = Math.max(...logits);
      let sum = 0;
      for (let c = 0; c < logits.length; c++) sum += logits[c] = Math.exp(logits[c] - most);
      for (let c = 0; c < logits.length; c++) logits[c] /= sum;
      return -Math.log(Math.min(Math.max(logits[truth], EPSILON), 1 - EPSILON));
    }

    return { Trainer, inkOf, randomNumbers, shuffle };
  })(),
);
