// @ts-check
/**
 * What is drawn: lanes with their names, the ruler over them, and all that stands in them.
 *
 * While a hand pans, layers are only shifted. Rows follow the scale, and the height of a lane changes only
 * when nothing moves: after a pan it may grow, after a zoom it fits again, and the lane that one is at
 * stays where it is on the screen.
 */

import { companions } from "./companions.js";
import { button, element, filled, numeral } from "./dom.js";
import { CROWD_ROWS, Items } from "./items.js";
import { laidOut, measure, metrics } from "./layout.js";
import { Ruler } from "./ruler.js";
import { Scale } from "./scale.js";

const MOST_ROWS = 5;
const MOST_BARS = 24; // rows of what lasts long: lives lie side by side
const AIR = 15; // pixels between the rows of two lanes
const AROUND = 0.6; // of what is seen, drawn on either side
const NEAR = 0.1; // the same while one zooms: all of it is drawn anew for each picture

/** @typedef {import("./layout.js").Entry} Entry @typedef {"moving" | "grow" | "fit"} Manner */
/** @typedef {{ row: HTMLElement, list: HTMLElement, name: HTMLElement, high: number, before: import("./layout.js").Before }} Held */

/** @param {Entry[]} entries of one lane */
const rowsFor = (entries) => (entries.filter(({ shape }) => shape === "bar").length > MOST_ROWS ? MOST_BARS : MOST_ROWS);

export class Board {
  /** @type {import("./windows.js").Shown | undefined} */
  shown;
  /** @type {any[]} the lanes that are chosen */
  chosen = [];
  /** @type {Map<string, Held>} */
  #held = new Map();
  #drawn = { from: 0, span: 1 };
  #width = 0;
  #isSame = false;
  #around = AROUND;
  font = "";
  width = 0;

  /**
   * @param {import("./view.js").View} view
   * @param {import("./lanes.js").Lanes} lanes
   * @param {Record<string, any>} words
   * @param {string} language
   */
  constructor(view, lanes, words, language) {
    this.view = view;
    this.lanes = lanes;
    this.words = words;
    this.language = language;
    this.items = new Items(words, language);
    this.ruler = new Ruler(language);
    this.stage = element("div", "instrument__stage");
    this.area = element("div", "instrument__lanes", { role: "group", tabindex: "-1", "aria-label": words.lanes, "aria-describedby": "timeline-hint" }, this.ruler.grid, this.stage);
    this.names = element("div", "instrument__names");
    const field = element("div", "instrument__field", {}, this.ruler.element, this.area);
    const hint = element("p", "visually-hidden", { id: "timeline-hint" }, words.hint);
    this.element = element("div", "instrument__table", {}, this.names, field, hint);
  }

  get scale() {
    return new Scale(this.view.from, this.view.to, this.width);
  }

  /** Show these lanes of a window from now on. @param {import("./windows.js").Shown} shown @param {any[]} chosen */
  load(shown, chosen) {
    const beside = (/** @type {import("./windows.js").Shown | undefined} */ one) => one?.beside.map((/** @type {any} */ { id }) => id).join();
    if (beside(shown) !== beside(this.shown)) this.items.forget();
    this.shown = shown;
    this.chosen = chosen;
  }

  /** Whether it stands too far from where it was drawn to be only shifted. */
  get isFar() {
    return Math.abs(this.view.from - this.#drawn.from) > this.#drawn.span * this.#around * 0.75;
  }

  shift() {
    const x = -((this.view.from - this.#drawn.from) / this.#drawn.span) * this.width;
    this.stage.style.transform = `translateX(${x.toFixed(1)}px)`;
    this.ruler.shift(x);
    this.items.pin(x);
  }

  /** @param {Manner} manner */
  draw(manner) {
    const { view, area, shown } = this;
    if (manner !== "moving" || !this.width) this.width = area.clientWidth; // while it moves, nothing is measured
    if (!shown || !this.width) return;
    const room = manner === "fit" ? this.#room : 0; // before anything is drawn: to measure later is to lay out twice
    if (manner !== "moving" || !this.font) this.font = measure(getComputedStyle(area));
    const scale = this.scale;
    const anchor = manner === "moving" ? null : this.#anchor();
    const stood = anchor?.getBoundingClientRect().top ?? 0;
    this.#isSame = Math.abs(view.span / this.#drawn.span - 1) < 1e-6 && this.#width === scale.width;
    this.#width = scale.width;
    this.#drawn = { from: view.from, span: view.span };
    this.#around = manner === "moving" && !this.#isSame ? NEAR : AROUND;
    this.ruler.draw(scale, this.#around);
    const kept = new Set();
    const beside = companions(shown.beside, scale);
    const [rows, names] = /** @type {[HTMLElement[], HTMLElement[]]} */ (beside ? [[beside.row], [beside.name]] : [[], []]);
    const drawn = this.lanes.sorted(this.chosen).map((lane) => this.#lane(lane, scale, manner, kept));
    for (const { row, name } of drawn) {
      rows.push(row);
      names.push(name);
    }
    if (manner !== "moving") this.items.sweep(kept); // what is out of sight for a moment comes back
    if (manner === "fit") this.#stretch(drawn, room);
    this.#put(this.stage, rows);
    this.#put(this.names, names);
    this.shift();
    const moved = anchor ? anchor.getBoundingClientRect().top - stood : 0;
    if (Math.abs(moved) > 1) scrollBy({ top: moved, behavior: "instant" });
  }

  /** The height that the section has at least for its lanes. */
  get #room() {
    const section = /** @type {HTMLElement} */ (this.element.closest(".instrument"));
    return parseFloat(getComputedStyle(section).minBlockSize) - this.area.getBoundingClientRect().top + section.getBoundingClientRect().top;
  }

  /** Where lanes are low, they share the height of the window. @param {{ high: number }[]} lanes @param {number} room */
  #stretch(lanes, room) {
    const more = lanes.reduce((left, { high }) => left - high * metrics.row - AIR, room) / lanes.length;
    this.element.style.setProperty("--more", `${Math.floor(Math.min(Math.max(more, 0), metrics.row * 1.5))}px`);
  }

  /** The lane that one is at: with the focus, or the first in sight where the page is scrolled to it. */
  #anchor() {
    const focused = document.activeElement?.closest(".lane-row, .lane-name");
    if (focused && this.element.contains(focused)) return focused;
    if (this.area.getBoundingClientRect().top > 0) return null;
    return [...this.stage.children].find((row) => row.getBoundingClientRect().bottom > 100) ?? null;
  }

  /** Draw one lane. @param {any} lane @param {Scale} scale @param {Manner} manner @param {Set<unknown>} kept */
  #lane(lane, scale, manner, kept) {
    const shown = /** @type {import("./windows.js").Shown} */ (this.shown);
    const held = this.#hold(lane);
    const { row, list, name } = held;
    const isFolded = this.lanes.folded.has(lane.slug);
    const entries = shown.entries.filter((entry) => entry.lane === lane.slug);
    const amounts = shown.crowds[lane.slug];
    const focused = /** @type {HTMLElement} */ (document.activeElement)?.dataset.id;
    const [left, right] = [-scale.width * this.#around, scale.width * (1 + this.#around)];
    /** @type {HTMLElement[]} */
    const items = [];
    let [whole, high] = [/** @type {HTMLElement | null} */ (null), 1];
    if (isFolded) whole = this.items.folded(lane.slug, entries, amounts && { edges: shown.edges, amounts }, scale);
    else {
      if (amounts) whole = this.items.crowd(lane, shown.edges, amounts, scale);
      const laid = laidOut(entries, scale, this.font, rowsFor(entries), this.view.most, this.#isSame ? held.before : undefined);
      held.before = new Map(laid.placed.map(({ entry, row: at, label }) => [entry.id, { row: at, label }]));
      const isNear = (/** @type {number} */ from, /** @type {number} */ to) => from < right && to > left;
      let used = 0;
      const use = (/** @type {HTMLElement} */ item, /** @type {number} */ at, /** @type {number} */ x, /** @type {number} */ end) => {
        items.push(item);
        if (x < scale.width && end > 0) used = Math.max(used, at + 1);
      };
      for (const one of laid.placed) {
        const known = [scale.x(one.entry.first), scale.x(one.entry.last)]; // the line of what is not known reaches as far
        const x = Math.min(one.x - (one.isLeft ? one.label : 0) - 12, known[0]);
        const end = Math.max(one.x + Math.max(one.width, one.isLeft ? 12 : one.label + 24), known[1]);
        if (isNear(x, end) || one.entry.id === focused) use(this.items.entry(one, scale), one.row, x, end);
      }
      for (const one of laid.clusters) if (isNear(one.x, one.x)) use(this.items.cluster(lane.slug, one), one.row, one.x, one.x + 1);
      high = (amounts ? CROWD_ROWS : 0) + (amounts && !used ? 0 : Math.max(used, 1));
    }
    if (manner !== "moving" || !held.high) {
      held.high = manner === "grow" && !isFolded ? Math.max(high, held.high) : high;
      for (const part of [row, name]) part.style.setProperty("--height", `${Math.round(held.high * metrics.row)}px`);
    }
    list.style.top = `${7 + (amounts && !isFolded ? CROWD_ROWS * metrics.row : 0)}px`;
    for (const item of [...items, whole]) kept.add(item?.dataset.id);
    this.#fill(list, items);
    for (const one of row.querySelectorAll(":scope > :is(.crowd, .folded)")) if (one !== whole) one.remove();
    if (whole && whole.parentNode !== row) row.prepend(whole);
    name.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", String(!isFolded));
    if (manner === "moving") return held;
    this.count(lane.slug, shown.countIn(lane.slug, this.view));
    return held;
  }

  /** The entries of a lane that are too far off to be drawn, one by one or in clusters. @param {string} slug @returns {Entry[]} */
  undrawn(slug) {
    const items = [.../** @type {NodeListOf<HTMLElement>} */ (this.#held.get(slug)?.list.querySelectorAll(".item") ?? [])];
    const drawn = new Set(items.flatMap((item) => this.items.clusters.get(item)?.map(({ id }) => id) ?? item.dataset.id));
    return this.shown?.entries.filter(({ id, lane }) => lane === slug && !drawn.has(id)) ?? [];
  }

  /** Say how many entries of a lane are seen. @param {string} slug @param {number} count */
  count(slug, count) {
    const name = this.#held.get(slug)?.name;
    const place = name?.querySelector(".lane-name__count");
    if (place) place.textContent = numeral(count, this.language);
    name?.classList.toggle("lane-name--empty", !count);
  }

  /** @param {HTMLElement} list @param {HTMLElement[]} items in a list, each in its own point, in order of time */
  #fill(list, items) {
    const { x } = this.items;
    items.sort((one, two) => (x.get(one) ?? 0) - (x.get(two) ?? 0));
    this.#put(list, items.map((item) => /** @type {HTMLElement} */ (item.parentElement?.tagName === "LI" ? item.parentElement : element("li", "", {}, item))));
  }

  /** Put these into a place, and touch nothing that is there already. @param {HTMLElement} place @param {HTMLElement[]} wanted */
  #put(place, wanted) {
    const focused = /** @type {HTMLElement | null} */ (place.contains(document.activeElement) ? document.activeElement : null);
    const all = new Set(wanted);
    for (const one of [...place.children]) if (!all.has(/** @type {HTMLElement} */ (one))) one.remove();
    wanted.forEach((one, index) => place.children[index] === one || place.insertBefore(one, place.children[index] ?? null));
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  /** @param {any} lane */
  #hold(lane) {
    const known = this.#held.get(lane.slug);
    if (known) return known;
    const id = `lane-${lane.slug}`;
    const list = element("ul", "lane-row__list", { "aria-labelledby": id, role: "list" });
    const row = element("div", "lane-row", { "data-lane": lane.slug }, list);
    const name = element("div", "lane-name", { "data-lane": lane.slug, "data-mark": lane.mark });
    const count = element("span", "lane-name__count");
    const fold = element("button", "lane-name__fold", { type: "button", id, "aria-expanded": "true" }, element("span", `mark mark--${lane.mark}`), element("span", "lane-name__words", {}, lane.name), count);
    const moves = ["up", "down"].map((way) => {
      const move = button(filled(this.words[way], { lane: lane.name }), "lane-name__move", way === "up" ? "↑" : "↓");
      move.tabIndex = -1; // by key: Alt and an arrow on the name
      move.dataset.by = way === "up" ? "-1" : "1";
      return move;
    });
    name.append(fold, element("span", "lane-name__moves", {}, ...moves));
    const held = { row, list, name, high: 0, before: new Map() };
    this.#held.set(lane.slug, held);
    return held;
  }
}
