// A network of dense layers, in the page: its numbers unpacked, and the forward pass of chapter 5.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { bytes, softmax } = window.readingDigits;

    // What the last place of a number is worth, for each exponent of half precision; a table is faster than powers.
    const LAST_PLACE = Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));

    /** The number that 16 bits stand for in half precision. (Infinity and NaN are never packed.) */
    function fromHalf(bits) {
      const sign = bits & 0x8000 ? -1 : 1;
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      const whole = exponent === 0 ? fraction : 1024 + fraction;
      return sign * whole * LAST_PLACE[exponent];
    }

    /** Numbers in half precision, little-endian, from base64. */
    function halves(text) {
      const packed = new DataView(bytes(text).buffer);
      const numbers = new Float32Array(packed.byteLength / 2);
      for (let k = 0; k < numbers.length; k++) numbers[k] = fromHalf(packed.getUint16(2 * k, true));
      return numbers;
    }

    /** The layers of a network with so many neurons each: for each its weights, a row for each input, then its bias. */
    function unpackLayers(text, [inputs, ...sizes]) {
      const numbers = halves(text);
      let at = 0;
      const take = (count) => numbers.subarray(at, (at += count));
      return sizes.map((outputs) => {
        const weights = take(inputs * outputs);
        inputs = outputs;
        return { weights, bias: take(outputs) };
      });
    }

    /** A layer's weighted sums: z = xW + b. */
    function weightedSums({ weights, bias }, inputs) {
      const sums = Array.from(bias);
      inputs.forEach((input, i) => {
        const row = i * sums.length;
        for (let j = 0; j < sums.length; j++) sums[j] += input * weights[row + j];
      });
      return sums;
    }

    const relu = (sums) => sums.map((sum) => Math.max(sum, 0));

    /** The activations of all layers: ReLU in the hidden ones, probabilities in the last. */
    function forward(layers, inputs) {
      return layers.map((layer, k) => {
        const sums = weightedSums(layer, inputs);
        const activations = k === layers.length - 1 ? softmax(sums) : relu(sums);
        inputs = activations; // of the next layer
        return activations;
      });
    }

    return { forward, unpackLayers };
  })(),
);
