// Numbers in words, and what elements compute alike. Nothing here needs a page.
Object.assign(
  window.readingDigits,
  (() => {
    "use strict";

    const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

    /** Digits as the book writes them: a comma between thousands, a true minus sign, and none before a zero. */
    function written(digits) {
      const isZero = /^-[0.]*$/.test(digits);
      const [whole, ...rest] = (isZero ? digits.slice(1) : digits).replace("-", "−").split(".");
      return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
    }

    /** A number with fixed places: "0.50", "−2.00", "∞". */
    function number(value, places = 2) {
      if (Number.isNaN(value)) return "not a number";
      if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
      return written(value.toFixed(places));
    }

    /** A number with at most so many places: "0.5", "−2". */
    function short(value, places = 3) {
      if (!Number.isFinite(value)) return number(value);
      return written(String(Number(value.toFixed(places))));
    }

    /** A number in few letters, however large or small: "0.5", or "1.2 × 10⁶", which is kept on one line. */
    function scientific(value, places = 4) {
      const size = Math.abs(value);
      if (size < 1e-9) return "0";
      const smallest = 0.5 * 10 ** -places; // below it, rounding would leave nothing
      if (!Number.isFinite(value) || (size >= smallest && size < 1e5)) return short(value, places);
      const [digits, power] = value.toExponential(1).split("e");
      const raised = Array.from(power.replace("+", ""), (sign) => RAISED[sign]).join("");
      return `${short(Number(digits), 1)}\u00a0×\u00a010${raised}`;
    }

    /** A number's words as a factor in a formula: in brackets where they have a sign or a factor of their own. */
    function factor(words) {
      return /[−×]/.test(words) ? `(${words})` : words;
    }

    /** A number's words as a summand in a formula: "+ 2", "− 2", "− (1.2 × 10⁶)". */
    function summand(words) {
      return words.startsWith("−") ? `− ${factor(words.slice(1))}` : `+ ${factor(words)}`;
    }

    /** A digit with its article: "a 7", "an 8". */
    function oneDigit(digit) {
      return `${Number(digit) === 8 ? "an" : "a"} ${digit}`;
    }

    /** Probabilities of logits (an array of numbers), at a temperature. */
    function softmax(logits, temperature = 1) {
      const largest = Math.max(...logits);
      const powers = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    }

    return { factor, number, oneDigit, scientific, short, softmax, summand };
  })(),
);
