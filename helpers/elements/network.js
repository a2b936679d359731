// A network as a list of layers, in the page: its numbers unpacked, its forward pass, and what one neuron does.
// A picture's numbers stand row by row, pixel by pixel, and in a pixel channel by channel; its shape is
// [height, width, channels]. What network.py packs is computed here as Keras does.
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
    function unpackNetwork({ weights, layers, shape }) {
      const numbers = halves(weights);
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

    /** Weighted sums of a dense layer: z = xW + b. */
    function weightedSums({ weights, bias }, inputs) {
      const sums = Float64Array.from(bias);
      const neurons = sums.length;
      for (let i = 0; i < inputs.length; i++) {
        const input = inputs[i];
        if (input === 0) continue;
        for (let j = 0, weight = i * neurons; j < neurons; j++, weight++) sums[j] += input * weights[weight];
      }
      return sums;
    }

    /** Call `visit` with the places of each input pixel and output pixel that meet, and of the window's part between. */
    function eachMeeting({ inputShape, shape, size, strides, before }, visit) {
      const [height, width] = inputShape;
      const [rows, columns] = shape;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          for (let part = 0; part < size[0] * size[1]; part++) {
            const y = row * strides[0] - before[0] + Math.floor(part / size[1]);
            const x = column * strides[1] - before[1] + (part % size[1]);
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            visit(y * width + x, row * columns + column, part);
          }
        }
      }
    }

    /** Weighted sums of a convolution: each filter at each place. */
    function convolved(layer, inputs) {
      const { weights, bias } = layer;
      const channels = layer.inputShape[2];
      const filters = bias.length;
      const sums = new Float64Array(product(layer.shape));
      for (let k = 0; k < sums.length; k++) sums[k] = bias[k % filters];
      eachMeeting(layer, (from, to, part) => {
        for (let channel = 0; channel < channels; channel++) {
          const input = inputs[from * channels + channel];
          if (input === 0) continue;
          let [sum, weight] = [to * filters, (part * channels + channel) * filters];
          for (const end = sum + filters; sum < end; sum++, weight++) sums[sum] += input * weights[weight];
        }
      });
      return sums;
    }

    /** The largest number of each channel in each window. */
    function largest(layer, inputs) {
      const channels = layer.shape[2];
      const found = new Float64Array(product(layer.shape)).fill(-Infinity);
      eachMeeting(layer, (from, to) => {
        for (let channel = 0; channel < channels; channel++) {
          const place = to * channels + channel;
          found[place] = Math.max(found[place], inputs[from * channels + channel]);
        }
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
      const channels = layer.inputShape[2];
      const seen = new Float64Array(product(layer.size) * channels);
      eachMeeting(layer, (from, to, part) => {
        if (to !== pixel) return;
        for (let channel = 0; channel < channels; channel++) {
          seen[part * channels + channel] = inputs[from * channels + channel];
        }
      });
      return seen;
    }

    /**
     * What one neuron does with its inputs: its weights, their products with the inputs, and the sum. Of a filter this
     * is told at the place where it responds most. `shape` is how inputs, weights and products are pictured.
     */
    function neuronAt(layer, inputs, sums, neuron) {
      const neurons = layer.bias.length;
      const isDense = layer.kind === "dense";
      const pixel = isDense ? 0 : strongestPixel(sums, neurons, neuron);
      const seen = isDense ? inputs : windowAt(layer, inputs, pixel);
      const weights = Float64Array.from(seen, (_, k) => layer.weights[k * neurons + neuron]);
      const shape = isDense ? layer.seen : [...layer.size, layer.inputShape[2]];
      const products = weights.map((weight, k) => weight * seen[k]);
      return { inputs: seen, weights, products, bias: layer.bias[neuron], sum: sums[pixel * neurons + neuron], shape };
    }

    return { forward, hiddenLayers, neuronAt, unpackNetwork };
  })(),
);
