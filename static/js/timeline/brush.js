// @ts-check
/**
 * The window on the drawing of everything: dragged by its middle or its edges, moved by keys.
 *
 * Two sliders say its first and last year, as assistive technology knows them best; the middle is for
 * pointers alone, for the instrument itself moves the whole by key.
 */

import { element } from "./dom.js";
import { dateOf, dayAt, spoken } from "./scale.js";
import { SHORTEST } from "./view.js";

export class Brush {
  /**
   * @param {HTMLElement} overview holds the server's drawing
   * @param {import("./view.js").View} view
   * @param {Record<string, any>} words
   * @param {string} language
   * @param {AbortSignal} signal
   */
  constructor(overview, view, words, language, signal) {
    this.overview = overview;
    this.first = 0;
    this.last = 1;
    this.view = view;
    this.words = words;
    this.language = language;
    this.from = this.#edge("from");
    this.to = this.#edge("to");
    this.middle = element("div", "brush__middle");
    this.box = element("div", "brush", {}, this.middle, this.from, this.to);
    this.renew();
    this.box.addEventListener("pointerdown", (event) => this.#drag(event), { signal });
    this.box.addEventListener("keydown", (event) => this.#key(event), { signal });
    signal.addEventListener("abort", () => {
      this.box.remove();
      this.#lead(overview, true);
    });
  }

  /** Keys and ears have the sliders instead of a hundred bars. @param {Element | null} figure @param {boolean} isOn */
  #lead(figure, isOn) {
    const drawing = figure?.querySelector("svg");
    for (const [part, name, value] of /** @type {const} */ ([
      [[drawing], "aria-hidden", "true"],
      [drawing?.querySelectorAll("a") ?? [], "tabindex", "-1"],
    ])) {
      for (const one of part) isOn ? one?.removeAttribute(name) : one?.setAttribute(name, value);
    }
  }

  /** The drawing may be another one now. */
  renew() {
    const figure = /** @type {HTMLElement | null} */ (this.overview.querySelector(".histogram"));
    this.first = dayAt(Number(figure?.dataset.first));
    this.last = dayAt(Number(figure?.dataset.last));
    figure?.append(this.box);
    figure?.classList.add("histogram--brushed");
    this.#lead(figure, false);
  }

  /** @param {"from" | "to"} name */
  #edge(name) {
    return element("div", `brush__edge brush__edge--${name}`, {
      role: "slider",
      tabindex: "0",
      "aria-label": this.words[name],
    });
  }

  draw() {
    const { view } = this;
    const part = (/** @type {number} */ day) => Math.min(Math.max((day - this.first) / (this.last - this.first), 0), 1);
    this.box.classList.toggle("brush--whole", view.isWhole);
    this.box.style.setProperty("--from", `${(part(view.from) * 100).toFixed(2)}%`);
    this.box.style.setProperty("--to", `${(part(view.to) * 100).toFixed(2)}%`);
  }

  /** What the sliders say, once it stands. */
  say() {
    const { view } = this;
    const [start, end] = ["--from", "--to"].map((name) => parseFloat(this.box.style.getPropertyValue(name)));
    for (const bar of this.overview.querySelectorAll(".histogram__bar")) {
      const [x, width] = ["x", "width"].map((name) => parseFloat(bar.getAttribute(name) ?? "0"));
      bar.classList.toggle("histogram__bar--seen", x + width > start && x < end);
    }
    const [first, last] = [dateOf(this.first).getUTCFullYear(), dateOf(this.last - 1).getUTCFullYear()];
    for (const [edge, day] of /** @type {const} */ ([[this.from, view.from], [this.to, view.to - 1]])) {
      const year = Math.min(Math.max(dateOf(day).getUTCFullYear(), first), last);
      edge.setAttribute("aria-valuemin", String(first));
      edge.setAttribute("aria-valuemax", String(last));
      edge.setAttribute("aria-valuenow", String(year));
      edge.setAttribute("aria-valuetext", view.span > 365 * 40 ? String(year) : spoken(day, day + 1, this.language));
    }
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const { view } = this;
    view.stop();
    const which = event.target === this.from ? -1 : event.target === this.to ? 1 : 0;
    const [from, to] = which ? this.#ends : [view.from, view.to];
    const x = event.clientX;
    const days = (this.last - this.first) / this.overview.clientWidth;
    const box = this.box;
    box.setPointerCapture(event.pointerId);
    if (which) /** @type {HTMLElement} */ (event.target).focus();
    const leaving = new AbortController();
    const { signal } = leaving;
    box.addEventListener(
      "pointermove",
      (moved) => {
        const by = (moved.clientX - x) * days;
        view.isJumping = true; // the whole drag is one step to come back from
        if (which) this.#pull(which, (which < 0 ? from : to) + by);
        else view.set(from + by, to + by);
      },
      { signal },
    );
    for (const name of ["pointerup", "pointercancel"]) {
      box.addEventListener(
        name,
        () => {
          leaving.abort();
          view.settled(view.isJumping);
          view.isJumping = false;
        },
        { signal },
      );
    }
  }

  /** The days of the window that are on the drawing. @returns {[number, number]} */
  get #ends() {
    return [Math.max(this.view.from, this.first), Math.min(this.view.to, this.last)];
  }

  /** Move one end, not beyond the drawing nor over the other. @param {number} which -1 the first, 1 the last @param {number} day */
  #pull(which, day) {
    let [from, to] = this.#ends;
    if (which < 0) from = Math.max(Math.min(day, to - SHORTEST), this.first);
    else to = Math.min(Math.max(day, from + SHORTEST), this.last);
    if (from === this.first && to === this.last) this.view.set(...this.view.whole);
    else this.view.set(from, to);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { view } = this;
    const edge = event.target === this.from ? -1 : 1;
    const step = view.span > 365 * 12 ? 365.25 : view.span > 120 ? 30.44 : 1;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    const far = { Home: -Infinity, End: Infinity }[event.key];
    if (!by && !far) return;
    this.#pull(edge, far ?? this.#ends[edge < 0 ? 0 : 1] + (by ?? 0) * step);
    event.preventDefault();
    event.stopPropagation();
    view.settled(false);
  }
}
