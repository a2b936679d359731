// <frame-explorer>: frames drawn beforehand, one for each combination of a few settings; the reader chooses among them.
(() => {
  "use strict";
  const { BookElement, define, make } = window.readingDigits;

  class FrameExplorer extends BookElement {
    static style = `
      :host { position: relative; }
      .speech { margin: 0; }
      .controls { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 .75rem; }
      .setting { flex: 1 1 12rem; max-width: 28rem; min-width: 0; }
      .setting label { min-height: 0; }
      .value { font-weight: 600; }
      .hand { display: flex; gap: .75rem; align-items: center; }
      .hand > :first-child { flex: 1 1 auto; min-width: 0; width: auto; }
      input:focus-visible { outline-offset: -4px; border-radius: .375rem; }
      .hand button { min-width: 5.5rem; }
      figure { margin: 0; }
      svg { height: auto; margin: 0 auto; }
      svg, svg text { forced-color-adjust: none; }
      pre { margin: 0; padding: .5rem; overflow-x: auto; font: .84375rem/1.5 var(--font-code, ui-monospace, monospace); }
      figcaption { margin-top: .5rem; }
      @media print { .controls { display: none; } }
    `;

    /** Which frame shows a value of each setting, given as places from 0; the last setting changes fastest. */
    static frameOf(places, settings) {
      return places.reduce((index, place, number) => index * settings[number].values.length + place, 0);
    }

    #settings;
    #frames;
    #interval; // milliseconds that a frame is shown while playing
    #controls;
    #values; // beside each slider, its value in words
    #shown; // the frame: a picture, or text
    #play; // the control of the setting that is time, if there is one
    #button;
    #timer = null;

    build(root, { settings, play, interval, caption, size, frames }) {
      this.#settings = settings;
      this.#frames = frames;
      this.#interval = interval;
      this.#controls = settings.map((setting, place) => this.#control(setting, place));
      this.#values = settings.map(() => make("span", { class: "value", "aria-hidden": "true" }));
      this.#button = make("button", { type: "button", click: () => this.#toggle() }, "Play");
      this.#play = this.#controls[play]; // none where play is null
      this.#shown = size.length ? make("div", { class: "picture", style: `min-height: min(${size[1]}px, ${(100 * size[1]) / size[0]}cqw)` }) : this.#text();
      this.status.classList.add("hidden"); // it says what those who see the frame see
      const figure = make("figure", {}, this.#shown, make("figcaption", {}, caption));
      root.append(make("div", { class: "controls" }, ...settings.map((_, place) => this.#row(place))), figure);
      this.say(this.#show());
    }

    disconnectedCallback() {
      this.#stop();
    }

    /** A place for text, as high as the longest frame: what follows stays where it is. */
    #text() {
      const lines = Math.max(...this.#frames.map(({ content }) => content.split("\n").length));
      return make("pre", { role: "group", tabindex: 0, style: `min-height: calc(${1.5 * lines}em + 1rem)` });
    }

    #control({ values, slider }, place) {
      const attributes = { id: `setting-${place}`, input: (event) => this.#changed(event.target) };
      if (!slider) return make("select", attributes, ...values.map((value) => make("option", {}, value)));
      return make("input", { type: "range", min: 0, max: values.length - 1, value: 0, ...attributes });
    }

    /** Name and value of a setting, and below them its control; beside it the button where it is time. */
    #row(place) {
      const control = this.#controls[place];
      const label = make("label", { for: control.id }, this.#settings[place].name);
      if (this.#settings[place].slider) label.append(this.#values[place]);
      const hand = make("div", { class: "hand" }, control, ...(control === this.#play ? [this.#button] : []));
      return make("div", { class: "setting" }, label, hand);
    }

    #place(control) {
      return control.matches("select") ? control.selectedIndex : Number(control.value);
    }

    /** Show the frame of the settings chosen, and return what it says in words. */
    #show() {
      const places = this.#controls.map((control) => this.#place(control));
      places.forEach((place, number) => this.#showValue(number, this.#settings[number].values[place]));
      const { content, alt } = this.#frames[FrameExplorer.frameOf(places, this.#settings)];
      if (this.#shown.matches("pre")) {
        this.#shown.textContent = content;
        this.#shown.setAttribute("aria-label", alt);
      } else {
        this.#shown.innerHTML = content;
        for (const part of this.#shown.querySelectorAll("[style]")) {
          if (!part.style.length) part.style.cssText = part.getAttribute("style"); // a server may forbid the attribute alone
        }
        this.#shown.firstElementChild.setAttribute("role", "img");
        this.#shown.firstElementChild.setAttribute("aria-label", alt);
      }
      const chosen = this.#settings.map(({ name, values }, number) => `${name}: ${values[places[number]]}. `);
      return chosen.join("") + alt;
    }

    #showValue(number, value) {
      this.#values[number].textContent = value;
      if (this.#settings[number].slider) this.#controls[number].setAttribute("aria-valuetext", value);
    }

    #changed(control) {
      if (control === this.#play) this.#stop();
      const said = this.#show();
      if (this.#timer === null) this.say(said);
    }

    #atEnd() {
      return this.#place(this.#play) === Number(this.#play.max);
    }

    #toggle() {
      if (this.#timer !== null) {
        this.#stop();
        return;
      }
      if (this.#atEnd()) this.#play.value = 0;
      this.#show();
      this.#timer = setInterval(() => this.#step(), this.#interval);
      this.#button.textContent = "Pause";
    }

    #step() {
      this.#play.value = this.#place(this.#play) + 1;
      this.#show();
      if (this.#atEnd()) this.#stop();
    }

    #stop() {
      if (this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
      this.#button.textContent = "Play";
      this.say(this.#show());
    }
  }

  define("frame-explorer", FrameExplorer);
})();
