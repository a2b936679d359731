// <frame-explorer>: frames drawn beforehand, one for each combination of a few settings; the reader chooses among them.
(() => {
  "use strict";
  const { BookElement, define, make } = window.readingDigits;

  class FrameExplorer extends BookElement {
    static style = `
      :host { position: relative; padding: clamp(.75rem, 3vw, 1.25rem); }
      .speech { margin: 0; }
      .controls { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 .75rem; }
      .setting { flex: 1 1 12rem; max-width: 28rem; min-width: 0; }
      .setting label { min-height: 0; }
      .value { font-weight: 600; }
      .hand { display: flex; gap: .75rem; align-items: center; }
      .hand > :first-child { flex: 1 1 auto; min-width: 0; width: auto; }
      input:focus-visible { outline-offset: -4px; border-radius: .375rem; }
      .value { font-size: 1.25rem; line-height: 1.2; }
      .name { margin: 0 0 .25rem; }
      .names { flex: 1 1 100%; max-width: none; }
      .buttons { display: flex; flex-wrap: wrap; gap: .375rem; }
      .buttons button { flex: 1 0 2.75rem; max-width: 6rem; }
      @media (max-width: 30rem) { .buttons button { flex-basis: calc(20% - .3rem); } } /* five in a row */
      .player { flex: 1 1 100%; max-width: none; }
      .player .hand { flex-direction: row-reverse; gap: 1rem; }
      .player button {
        display: inline-flex; gap: .625rem; align-items: center; min-width: 7rem; padding: .25rem 1.125rem;
        font-weight: 700; border-color: transparent; background: var(--accent); color: var(--ground);
      }
      .player button::before { content: ""; width: .8em; height: .9em; background: currentColor; clip-path: polygon(0 0, 100% 50%, 0 100%); }
      .player button.playing::before { clip-path: polygon(0 0, 36% 0, 36% 100%, 0 100%, 0 0, 64% 0, 100% 0, 100% 100%, 64% 100%, 64% 0); }
      figure { margin: 0; }
      .watched { /* what plays is as large as the screen lets it be, but its type no larger than that of the text */
        width: max(min(100%, 1px * var(--wide)), min(100%, 1.2px * var(--wide), (100vh - 14rem) * var(--wide) / var(--high)));
        aspect-ratio: var(--wide) / var(--high); margin: 0 auto;
      }
      .watched svg { width: 100%; }
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

    /** Where the frame stands that shows something worth seeing, as places from 0; the first frame where none is told. */
    static opening(first, settings) {
      return settings.map((_, number) => first?.[number] ?? 0);
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
    #watch = null; // sees when what plays comes into view for the first time

    build(root, { settings, play, first, interval, caption, size, frames }) {
      this.#settings = settings;
      this.#frames = frames;
      this.#interval = interval;
      const opening = FrameExplorer.opening(first, settings);
      this.#controls = settings.map((setting, place) => this.#control(setting, place, opening[place]));
      this.#values = settings.map(() => make("span", { class: "value", "aria-hidden": "true" }));
      this.#button = make("button", { type: "button", click: () => this.#toggle() }, "Play");
      this.#play = this.#controls[play]; // none where play is null
      this.#shown = size.length ? this.#picture(size) : this.#text();
      this.status.classList.add("hidden"); // it says what those who see the frame see
      const figure = make("figure", {}, this.#shown, make("figcaption", {}, caption));
      root.append(make("div", { class: "controls" }, ...settings.map((_, place) => this.#row(place))), figure);
      this.say(this.#show());
      if (this.#play && first) this.#playOnceSeen();
    }

    disconnectedCallback() {
      this.#watch?.disconnect();
      this.#stop();
    }

    /** Play once when all of the picture has come into view, unless the reader has taken over or wants no motion. */
    #playOnceSeen() {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      this.#watch = new IntersectionObserver(([{ isIntersecting }]) => {
        if (isIntersecting) this.#toggle();
      }, { threshold: 0.9 });
      this.#watch.observe(this.#shown);
    }

    /** A place for pictures of a size; what follows stays where it is. */
    #picture([wide, high]) {
      const style = this.#play
        ? `--wide: ${wide}; --high: ${high}`
        : `min-height: min(${high}px, ${(100 * high) / wide}cqw)`;
      return make("div", { class: this.#play ? "picture watched" : "picture", style });
    }

    /** A place for text, as high as the longest frame: what follows stays where it is. */
    #text() {
      const lines = Math.max(...this.#frames.map(({ content }) => content.split("\n").length));
      return make("pre", { role: "group", tabindex: 0, style: `min-height: calc(${1.5 * lines}em + 1rem)` });
    }

    #control({ values, slider, buttons }, place, chosen) {
      if (buttons) return this.#buttons(values, place, chosen);
      const attributes = { id: `setting-${place}`, input: (event) => this.#changed(event.target) };
      if (!slider) return make("select", attributes, ...values.map((value, number) => new Option(value, value, false, number === chosen)));
      return make("input", { type: "range", class: "of-nothing", min: 0, max: values.length - 1, value: chosen, ...attributes });
    }

    /** A button for each value, of which one is pressed. */
    #buttons(values, place, chosen) {
      const group = make("div", { id: `setting-${place}`, class: "buttons", role: "group" });
      const press = (event) => {
        for (const button of group.children) button.setAttribute("aria-pressed", button === event.currentTarget);
        this.#changed(group);
      };
      group.append(...values.map((value, number) =>
        make("button", { type: "button", "aria-pressed": String(number === chosen), click: press }, value)));
      return group;
    }

    /** Name and value of a setting, and below them its control; beside it the button where it is time. */
    #row(place) {
      const control = this.#controls[place];
      if (this.#settings[place].buttons) {
        control.setAttribute("aria-labelledby", `name-${place}`);
        return make("div", { class: "setting names" }, make("p", { id: `name-${place}`, class: "name" }, this.#settings[place].name), control);
      }
      const label = make("label", { for: control.id }, this.#settings[place].name);
      if (this.#settings[place].slider) label.append(this.#values[place]);
      const hand = make("div", { class: "hand" }, control, ...(control === this.#play ? [this.#button] : []));
      return make("div", { class: control === this.#play ? "setting player" : "setting" }, label, hand);
    }

    #place(control) {
      if (control.matches(".buttons")) return [...control.children].findIndex((button) => button.matches("[aria-pressed=true]"));
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
      this.#watch?.disconnect();
      if (control === this.#play) this.#stop();
      const said = this.#show();
      if (this.#timer === null) this.say(said);
    }

    #atEnd() {
      return this.#place(this.#play) === Number(this.#play.max);
    }

    #toggle() {
      this.#watch?.disconnect();
      if (this.#timer !== null) {
        this.#stop();
        return;
      }
      if (this.#atEnd()) this.#play.value = 0;
      this.#show();
      this.#timer = setInterval(() => this.#step(), this.#interval);
      this.#button.textContent = "Pause";
      this.#button.classList.add("playing");
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
      this.#button.classList.remove("playing");
      this.say(this.#show());
    }
  }

  define("frame-explorer", FrameExplorer);
})();
