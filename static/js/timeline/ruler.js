// @ts-check
/** Years, months and days over the lanes, as fine as there is room for them: from centuries to days. */

import { drawing, element } from "./dom.js";
import { Scale, dateOf, dayAt, yearOf } from "./scale.js";

/** @typedef {{ unit: "year" | "month" | "day", size: number, days: number }} Step @typedef {{ from: number, to: number }} Range */

/** @type {(unit: Step["unit"], days: number, ...sizes: number[]) => Step[]} */
const steps = (unit, days, ...sizes) => sizes.map((size) => ({ unit, size, days: size * days }));
const STEPS = [...steps("day", 1, 1, 2, 5, 10), ...steps("month", 30.4, 1, 3), ...steps("year", 365.24, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)];
const FINE = 6; // pixels between two ticks
const WORDS = 42; // pixels that a small number needs
const LARGE = 105; // and a large one
const MONTH = 200; // and a month by its whole name

/** The days on which a step has a tick, from the last before a range to the first after it. @param {Range} range @param {Step} step */
function ticked({ from, to }, { unit, size }) {
  const found = [];
  const year = yearOf(from);
  if (unit === "year") {
    for (let at = Math.floor(year / size) * size, day = -Infinity; day < to; at += size) found.push((day = dayAt(at)));
    return found;
  }
  for (let month = dateOf(from).getUTCMonth(), start = -Infinity; start < to; month += 1) {
    start = dayAt(year, month);
    if (unit === "month") {
      if (month % size === 0) found.push(start);
      continue;
    }
    const length = dayAt(year, month + 1) - start;
    for (let day = 0; day < length && (!day || length - day >= size * 0.6); day += size) found.push(start + day);
  }
  return found;
}

export class Ruler {
  /** @type {{ made: HTMLElement, x: number, width: number }[]} */
  #large = [];

  /** @param {string} language */
  constructor(language) {
    this.language = language;
    this.ticks = drawing("path", "ruler__ticks");
    this.lines = drawing("path", "ruler__lines");
    const [fine, grid] = [this.ticks, this.lines].map((path) => {
      const svg = drawing("svg", "ruler__drawing");
      svg.append(path);
      return svg;
    });
    this.layer = element("div", "ruler__layer", {}, fine);
    this.element = element("div", "instrument__ruler", { "aria-hidden": "true" }, this.layer);
    this.grid = element("div", "instrument__grid", { "aria-hidden": "true" }, grid);
  }

  /** Draw what is seen, and so much of it on either side. @param {Scale} scale @param {number} around */
  draw(scale, around) {
    const range = { from: scale.day(-scale.width * around), to: scale.day(scale.width * (1 + around)) };
    const step = (/** @type {number} */ pixels, /** @type {(step: Step) => boolean} */ fits = () => true) =>
      STEPS.find((one) => one.days * scale.pixels >= pixels && fits(one)) ?? STEPS[STEPS.length - 1];
    const worded = step(WORDS);
    const large = step(LARGE, ({ unit, size }) =>
      worded.unit === "year" ? unit === "year" && size >= worded.size && size % worded.size === 0 : unit === (worded.unit === "day" ? "month" : "year"));
    const lines = (/** @type {number[]} */ days, /** @type {string} */ way) => days.map((day) => `M${scale.x(day).toFixed(1)} ${way}`).join("");
    const [words, numbers] = [ticked(range, worded), ticked(range, large)];
    this.ticks.setAttribute("d", lines(ticked(range, step(FINE)), "100v-5") + lines(words, "100v-10"));
    this.lines.setAttribute("d", lines(numbers, "0v9999"));
    const taken = new Set(worded.unit === "year" ? numbers : []);
    this.#next = 1;
    for (const day of words) if (!taken.has(day)) this.#write("ruler__word", scale.x(day), this.#named(day, worded));
    this.#large = numbers.map((day) => {
      const text = large.unit === "year" ? String(yearOf(day)) : `${this.#month(large.days * scale.pixels < MONTH ? "short" : "long", day)} ${yearOf(day)}`;
      return { made: this.#write("ruler__large numeral", scale.x(day), text), x: scale.x(day), width: text.length * 16 };
    });
    while (this.layer.children[this.#next]) this.layer.children[this.#next].remove();
  }

  /** @param {number} day @param {Step} step */
  #named(day, { unit }) {
    if (unit === "year") return String(yearOf(day));
    return unit === "day" ? String(dateOf(day).getUTCDate()) : this.#month("short", day).replace(".", "");
  }

  /** @type {Partial<Record<"long" | "short", Intl.DateTimeFormat>>} made when they are first needed: years do without */
  #months = {};

  /** @param {"long" | "short"} month how @param {number} day */
  #month(month, day) {
    return (this.#months[month] ??= new Intl.DateTimeFormat(this.language, { month, timeZone: "UTC" })).format(dateOf(day));
  }

  #next = 1;

  /** The next of the words: elements are used again. @param {string} name @param {number} x @param {string} text */
  #write(name, x, text) {
    const made = /** @type {HTMLElement} */ (this.layer.children[this.#next] ?? this.layer.appendChild(element("span", "")));
    this.#next += 1;
    made.className = name;
    made.hidden = false;
    made.style.translate = ""; // where it was pinned in another part
    if (made.textContent !== text) made.textContent = text;
    made.style.transform = `translateX(${x.toFixed(1)}px)`;
    return made;
  }

  /** Move by pixels; the large number at the left stays in sight as long as its time lasts. @param {number} shift */
  shift(shift) {
    for (const layer of [this.layer, this.grid]) layer.style.transform = `translateX(${shift.toFixed(1)}px)`;
    const next = this.#large.findIndex(({ x }) => x + shift > 0);
    this.#large.forEach(({ made, x, width }, index) => {
      const room = (this.#large[index + 1]?.x ?? Infinity) - x - width;
      const isPinned = index === next - 1;
      made.style.translate = isPinned ? `${Math.max(-x - shift, 0).toFixed(1)}px` : "";
      made.hidden = isPinned && -x - shift > room;
    });
  }
}
