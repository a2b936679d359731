// Weights as a template for pictures: products, sums, and how well these tell one digit from the rest. No page needed.
// A picture and a template have 784 numbers, row by row. Pictures of the sheet have 16 shades, from 0 to 15.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { ink } = window.readingDigits;

    const PIXELS = 28 * 28;
    const SHADES = 15; // of ink, beside blank paper

    /** The products of a picture and a template, pixel by pixel. */
    function products(picture, weights) {
      return Float64Array.from(picture, (share, pixel) => share * weights[pixel]);
    }

    /** What the products above 0 add up to, what those below, and all of them. */
    function weighed(parts) {
      let [up, down] = [0, 0];
      for (const part of parts) {
        if (part > 0) up += part;
        else down += part;
      }
      return { up, down, sum: up + down };
    }

    /** One picture of the sheet, as numbers from 0 (paper) to 1 (ink). */
    function pictureOf(images, place) {
      return Float64Array.from(images.subarray(place * PIXELS, (place + 1) * PIXELS), (shade) => shade / SHADES);
    }

    /** The sums of a template for all pictures of a list. */
    function sumsOf(images, weights) {
      const sums = new Float64Array(images.length / PIXELS);
      for (let place = 0, at = 0; place < sums.length; place++) {
        let sum = 0;
        for (let pixel = 0; pixel < PIXELS; pixel++, at++) sum += images[at] * weights[pixel];
        sums[place] = sum / SHADES;
      }
      return sums;
    }

    /** The mean of the pictures that have a label of which `isWanted` is true. */
    function meanOf(images, labels, isWanted) {
      const mean = new Float64Array(PIXELS);
      let count = 0;
      labels.forEach((label, place) => {
        if (!isWanted(label)) return;
        count += 1;
        for (let pixel = 0; pixel < PIXELS; pixel++) mean[pixel] += images[place * PIXELS + pixel];
      });
      return mean.map((total) => total / (SHADES * Math.max(count, 1)));
    }

    /** Half of the share of a digit that is found, and half of the share of others that is kept out. */
    function balanced({ found, own, letIn, others }) {
      return (found / own + 1 - letIn / others) / 2;
    }

    /**
     * The threshold that tells a digit best from the rest: what has a larger sum is taken for the digit.
     *
     * It comes with how many pictures are the digit's `own`, how many of these are `found`, how many are `others`, how
     * many of these are `letIn`, and the `score`, which is balanced: 0.5 where nothing is told apart, 1 at the best.
     */
    function bestThreshold(sums, labels, digit) {
      const places = [...sums.keys()].sort((one, other) => sums[other] - sums[one]);
      const own = labels.reduce((count, label) => count + (label === digit), 0);
      const counts = { found: 0, own, letIn: 0, others: sums.length - own };
      let best = { ...counts, threshold: sums[places[0]], score: 0.5 };
      places.forEach((place, k) => {
        if (labels[place] === digit) counts.found += 1;
        else counts.letIn += 1;
        const [larger, smaller] = [sums[place], sums[places[k + 1]]];
        const score = balanced(counts);
        if (larger > smaller && score > best.score) best = { ...counts, threshold: between(smaller, larger), score };
      });
      return best;
    }

    /** The middle of two numbers, below the larger one however near they are. */
    function between(smaller, larger) {
      const middle = smaller + (larger - smaller) / 2;
      return middle < larger ? middle : smaller;
    }

    /**
     * A template after a brush has gone from one place to another. The brush's `value` is 1, −1, or 0 for an eraser;
     * at the brush's edge it takes less effect, and going there again changes nothing.
     */
    function brushed(weights, from, to, width, value) {
      const shades = ink([[from, to]], width);
      return weights.map((weight, pixel) => {
        const shade = shades[pixel];
        if (shade === 0) return weight;
        if (value === 0) return Math.sign(weight) * Math.min(Math.abs(weight), 1 - shade);
        return value > 0 ? Math.max(weight, shade) : Math.min(weight, -shade);
      });
    }

    /**
     * How many sums of a digit (`own`) and of the rest (`others`) lie in each of some intervals of equal width. No
     * interval has the threshold inside: they begin at `low`, and the one with the number `first` begins at the threshold.
     */
    function histograms(sums, labels, digit, threshold, most = 32) {
      const least = sums.reduce((one, other) => Math.min(one, other));
      const largest = sums.reduce((one, other) => Math.max(one, other));
      const isFlat = least === largest;
      const width = isFlat ? 1 : (largest - least) / (most - 2);
      const first = isFlat ? most / 2 : Math.floor((threshold - least) / width) + 1;
      const [own, others] = [new Array(most).fill(0), new Array(most).fill(0)];
      sums.forEach((sum, place) => {
        const bin = first + Math.ceil((sum - threshold) / width) - 1; // a sum at the threshold lies below it
        (labels[place] === digit ? own : others)[Math.min(Math.max(bin, 0), most - 1)] += 1;
      });
      const low = threshold - first * width;
      return { own, others, low, width, first };
    }

    return { bestThreshold, brushed, histograms, meanOf, pictureOf, products, sumsOf, weighed };
  })(),
);
