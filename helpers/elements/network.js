// A network as a list of layers, in the page: its numbers unpacked, its forward pass, and what one neuron does.
// A picture's numbers stand row by row, pixel by pixel, and in a pixel channel by channel; its shape is
// [height, width, channels]. What network.py packs is computed here as Keras does.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";
    const { softmax } = window.readingDigits;

    const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; // each stands for 6 bits
    const BITS = new Uint8Array(128); // by a letter's code
    Array.from(LETTERS, (letter, bits) => (BITS[letter.charCodeAt(0)] = bits));

    // What the last place of a number is worth, for each exponent of half precision; a table is faster than powers.
    const LAST_PLACE = Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));

    /** The number that 16 bits stand for in half precision: six in front, and ten behind. */
    function fromHalf(head, fraction) {
      const exponent = head & 31;
      const whole = exponent === 0 ? fraction : 1024 + fraction;
      return (head & 32 ? -1 : 1) * whole * LAST_PLACE[exponent];
    }

    /** So many numbers in half precision, from the text that `packed_halves` of network.py made of them. */
    function halves(text, count) {
      const bitsAt = (place) => BITS[text.charCodeAt(place)];
      const numbers = new Float32Array(count);
      for (let k = 0, at = count; k < count; at += 5) {
        const four = (bitsAt(at) << 18) | (bitsAt(at + 1) << 12) | (bitsAt(at + 2) << 6) | bitsAt(at + 3);
        const all = four * 64 + bitsAt(at + 4); // 30 bits: three fractions
        for (const fraction of [all >> 20, (all >> 10) & 1023, all & 1023]) {
          if (k < count) numbers[k] = fromHalf(bitsAt(k), fraction);
          k++;
        }
      }
      return numbers;
    }

    const product = (sides) => sides.reduce((all, side) => all * side, 1);

    /** How many windows fit along one side, and how many pixels are put before the first: as Keras pads. */
    function windowsAlong(length, window, stride, padding) {
      if (padding === "valid") return { count: Math.floor((length - window) / stride) + 1, before: 0 };
      const count = Math.ceil(length / stride);
      const missing = Math.max((count - 1) * stride + window - length, 0);
      return { count, before: Math.floor(missing / 2) };
    }

    /** A layer that moves a window over a picture, with the shape of what it gives for a number of channels. */
    function sliding(layer, [height, width], channels) {
      const [rows, columns] = [height, width].map((length, axis) =>
        windowsAlong(length, layer.size[axis], layer.strides[axis], layer.padding),
      );
      return { ...layer, before: [rows.before, columns.before], shape: [rows.count, columns.count, channels] };
    }

    // How each kind of layer is unpacked: from what is packed of it, the shape of its inputs, and its numbers.
    const UNPACK = {
      dense({ outputs, ...layer }, shape, take) {
        const weights = take(product(shape) * outputs);
        return { ...layer, shape: [outputs], weights, bias: take(outputs) };
      },
      conv({ filters, ...layer }, shape, take) {
        const weights = take(product(layer.size) * shape[2] * filters);
        return { ...sliding(layer, shape, filters), weights, bias: take(filters) };
      },
      pool: (layer, shape) => sliding(layer, shape, shape[2]),
      scale(layer, shape, take) {
        const channels = shape.at(-1);
        return { ...layer, shape, factors: take(channels), shifts: take(channels) };
      },
      reshape: (layer) => layer,
      relu: (layer, shape) => ({ ...layer, shape }),
      softmax: (layer, shape) => ({ ...layer, shape }),
    };

    /** The layers of a network, ready to compute; `shape` is that of its inputs, [784] or [28, 28, 1]. */
    function unpackNetwork({ weights, count, layers, shape }) {
      const numbers = halves(weights, count);
      let at = 0;
      let seen = shape; // what the next layer's inputs look like: a picture stays one when it is flattened
      const take = (count) => numbers.subarray(at, (at += count));
      return layers.map((packed) => {
        const layer = { ...UNPACK[packed.kind](packed, shape, take), inputShape: shape, seen };
        if (layer.kind !== "reshape" || layer.shape.length > 1) seen = layer.shape;
        shape = layer.shape;
        return layer;
      });
    }

    /**
     * Add products to sums: to those from `to` on, of so many `neurons`. The first `count` of `inputs` meet a row of
     * weights each, which begins at its place in `rows`.
     */
    function addProducts(sums, to, neurons, weights, inputs, rows, count) {
      let k = 0;
      for (; k + 3 < count; k += 4) {
        // four inputs at a time take half as long as one by one
        const [one, two, three, four] = [inputs[k], inputs[k + 1], inputs[k + 2], inputs[k + 3]];
        const [a, b, c, d] = [rows[k], rows[k + 1], rows[k + 2], rows[k + 3]];
        for (let j = 0; j < neurons; j++) {
          sums[to + j] += one * weights[a + j] + two * weights[b + j] + three * weights[c + j] + four * weights[d + j];
        }
      }
      for (; k < count; k++) {
        const [input, row] = [inputs[k], rows[k]];
        for (let j = 0; j < neurons; j++) sums[to + j] += input * weights[row + j];
      }
    }

    /** Inputs to be met by weights: those that are not 0, of which there are often few. */
    class Met {
      constructor(most) {
        this.inputs = new Float64Array(most);
        this.rows = new Int32Array(most); // where the weights of each begin
        this.count = 0;
      }

      /** Take so many inputs, from a place on; the weights of the first are a certain row among all. */
      take(inputs, from, length, row, neurons) {
        for (let k = 0; k < length; k++) {
          if (inputs[from + k] === 0) continue;
          this.inputs[this.count] = inputs[from + k];
          this.rows[this.count++] = (row + k) * neurons;
        }
      }
    }

    /** Weighted sums of a dense layer: z = xW + b. */
    function weightedSums({ weights, bias }, inputs) {
      const sums = Float64Array.from(bias);
      const met = new Met(inputs.length);
      met.take(inputs, 0, inputs.length, 0, bias.length);
      addProducts(sums, 0, bias.length, weights, met.inputs, met.rows, met.count);
      return sums;
    }

    /** Call `visit` with the place of each pixel that a window sees at one place, and its part of the window. */
    function eachSeen({ inputShape, size, strides, before }, row, column, visit) {
      const [height, width] = inputShape;
      const [top, left] = [row * strides[0] - before[0], column * strides[1] - before[1]];
      for (let y = Math.max(top, 0); y < Math.min(top + size[0], height); y++) {
        for (let x = Math.max(left, 0); x < Math.min(left + size[1], width); x++) {
          visit(y * width + x, (y - top) * size[1] + (x - left));
        }
      }
    }

    /** Call `visit` with the place of each pixel that a layer gives, its row and its column. */
    function eachPixel({ shape: [rows, columns] }, visit) {
      for (let pixel = 0; pixel < rows * columns; pixel++) visit(pixel, Math.floor(pixel / columns), pixel % columns);
    }

    /** Weighted sums of a convolution: each filter at each place. */
    function convolved(layer, inputs) {
      const { weights, bias, size, inputShape } = layer;
      const [channels, filters] = [inputShape[2], bias.length];
      const sums = new Float64Array(product(layer.shape));
      const met = new Met(product(size) * channels);
      eachPixel(layer, (pixel, row, column) => {
        sums.set(bias, pixel * filters);
        met.count = 0;
        eachSeen(layer, row, column, (seen, part) =>
          met.take(inputs, seen * channels, channels, part * channels, filters),
        );
        addProducts(sums, pixel * filters, filters, weights, met.inputs, met.rows, met.count);
      });
      return sums;
    }

    /** The largest number of each channel in each window. */
    function largest(layer, inputs) {
      const channels = layer.shape[2];
      const found = new Float64Array(product(layer.shape)).fill(-Infinity);
      eachPixel(layer, (pixel, row, column) => {
        const to = pixel * channels;
        eachSeen(layer, row, column, (seen) => {
          for (let channel = 0, from = seen * channels; channel < channels; channel++, from++) {
            if (inputs[from] > found[to + channel]) found[to + channel] = inputs[from];
          }
        });
      });
      return found;
    }

    const COMPUTE = {
      dense: weightedSums,
      conv: convolved,
      pool: largest,
      scale: ({ factors, shifts }, inputs) =>
        inputs.map((input, k) => input * factors[k % factors.length] + shifts[k % factors.length]),
      reshape: (_, inputs) => inputs,
      relu: (_, sums) => sums.map((sum) => Math.max(sum, 0)),
      softmax: (_, sums) => softmax(Array.from(sums)),
    };

    /** What each layer gives, one after the other; the last are the probabilities. */
    function forward(layers, inputs) {
      let given = Float64Array.from(inputs);
      return layers.map((layer) => (given = COMPUTE[layer.kind](layer, given)));
    }

    /** The places of the layers with weights whose sums go through ReLU: the hidden layers that can be looked into. */
    function hiddenLayers(layers) {
      const isHidden = (layer, k) => (layer.kind === "dense" || layer.kind === "conv") && layers[k + 1]?.kind === "relu";
      return [...layers.keys()].filter((k) => isHidden(layers[k], k));
    }

    /** Where a filter responds most: the place of a pixel in what its layer gives. */
    function strongestPixel(sums, filters, filter) {
      let best = 0;
      for (let pixel = 1; pixel * filters < sums.length; pixel++) {
        if (sums[pixel * filters + filter] > sums[best * filters + filter]) best = pixel;
      }
      return best;
    }

    /** What a window sees when its layer gives a certain pixel; beside the picture it sees zeros. */
    function windowAt(layer, inputs, pixel) {
      const [channels, columns] = [layer.inputShape[2], layer.shape[1]];
      const seen = new Float64Array(product(layer.size) * channels);
      eachSeen(layer, Math.floor(pixel / columns), pixel % columns, (from, part) => {
        for (let channel = 0; channel < channels; channel++) {
          seen[part * channels + channel] = inputs[from * channels + channel];
        }
      });
      return seen;
    }

    /**
     * What one neuron does with its inputs: its weights, their products with the inputs, and the sum. Of a filter this
     * is told at one place, a `pixel` of its map: without one where it responds most. `shape` is how inputs, weights and
     * products are pictured.
     */
    function neuronAt(layer, inputs, sums, neuron, at = null) {
      const neurons = layer.bias.length;
      const isDense = layer.kind === "dense";
      const pixel = isDense ? 0 : (at ?? strongestPixel(sums, neurons, neuron));
      const seen = isDense ? inputs : windowAt(layer, inputs, pixel);
      const weights = Float64Array.from(seen, (_, k) => layer.weights[k * neurons + neuron]);
      const shape = isDense ? layer.seen : [...layer.size, layer.inputShape[2]];
      const products = weights.map((weight, k) => weight * seen[k]);
      const sum = sums[pixel * neurons + neuron];
      return { inputs: seen, weights, products, bias: layer.bias[neuron], sum, shape, pixel };
    }

    return { forward, hiddenLayers, neuronAt, unpackNetwork };
  })(),
);
