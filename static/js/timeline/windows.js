// @ts-check
/**
 * Windows of the timeline from the server, wider than what is seen, so that moving meets what is there.
 * The last ones are kept: going back asks nobody.
 */

import { dayOf, isoOf } from "./scale.js";

const KEPT = 24;
const MARGIN = 0.6; // of what is seen, to either side

/** @typedef {import("./layout.js").Entry} Entry */

const OPEN = 365 * 12; // days over which an open end fades out

/** @param {any} entry as it came @returns {Entry} */
function read(entry) {
  const day = (/** @type {string | null} */ iso, more = 0) => (iso ? dayOf(iso) + more : null);
  const [first, last] = [day(entry.earliest), day(entry.latest, 1)];
  const known = first ?? /** @type {number} */ (last) - 1;
  const end = last ?? known + 1;
  const middle = (known + end) / 2;
  const [begun, ended] = [day(entry.begun), day(entry.ended, 1)];
  let [sureFrom, sureTo] = [begun ?? ended ?? middle, ended ?? begun ?? middle];
  if (sureFrom > sureTo) sureFrom = sureTo = (sureFrom + sureTo) / 2; // nothing is sure: likeliest in between
  return {
    ...entry,
    first: first ?? end - OPEN,
    last: last ?? Math.max(Math.min(day(entry.bound, 1) ?? known + OPEN, Date.now() / 864e5), sureFrom, end), // nobody knows what comes
    middle,
    sureFrom,
    sureTo,
    isOpenStart: first === null,
    isOpenEnd: last === null,
  };
}

/** A window as it came, its days as numbers. */
export class Shown {
  /** @param {any} found */
  constructor(found) {
    this.asked = found.asked;
    this.from = dayOf(found.window.from);
    this.to = dayOf(found.window.to) + 1;
    this.extent = found.extent && [dayOf(found.extent.from), dayOf(found.extent.to) + 1];
    this.lanes = found.lanes;
    this.beside = found.beside.map(read);
    /** @type {Entry[]} */
    this.entries = found.entries.map(read);
    this.edges = found.bins.starts.map(dayOf);
    this.crowds = found.bins.lanes;
    this.isCrowded = found.lanes.some((/** @type {any} */ lane) => lane.crowded) || found.more > 0;
  }

  /** Whether it tells all of these days. @param {number} from @param {number} to */
  holds(from, to) {
    if (!this.extent) return true;
    return (this.from <= from || this.from <= this.extent[0]) && (this.to >= to || this.to >= this.extent[1]);
  }

  /** How many entries of a lane touch a range; of a crowded one, about how many. @param {string} slug @param {{ from: number, to: number }} range */
  countIn(slug, { from, to }) {
    const { crowds, edges, entries } = this;
    if (!crowds[slug]) return entries.filter((entry) => entry.lane === slug && entry.last > from && entry.first < to).length;
    const part = (/** @type {number} */ index) =>
      Math.max(0, Math.min(edges[index + 1], to) - Math.max(edges[index], from)) / (edges[index + 1] - edges[index]);
    return Math.round(crowds[slug].reduce((/** @type {number} */ sum, /** @type {number} */ amount, /** @type {number} */ index) => sum + amount * part(index), 0));
  }

  /** Whether it is fine enough for a view so long. @param {number} span */
  isFineFor(span) {
    return !this.isCrowded || this.to - this.from <= span * (1 + 2 * MARGIN) * 1.3;
  }
}

export class Windows {
  /** @type {Map<string, Shown>} */
  #kept = new Map();
  /** @type {AbortController | undefined} */
  #asked;

  /** @param {string} source its address */
  constructor(source) {
    this.source = source;
  }

  /**
   * The window around a range; rejects where the line is down, never answers where a newer one was asked.
   * @param {number} from @param {number} to @param {number} width @param {URLSearchParams} filters
   * @returns {Promise<Shown>}
   */
  async around(from, to, width, filters) {
    const margin = (to - from) * MARGIN;
    const asked = new URLSearchParams(filters);
    for (const name of ["entry", "after"]) asked.delete(name);
    asked.set("from", isoOf(Math.max(from - margin, -719162)));
    asked.set("to", isoOf(to + margin));
    asked.set("width", String(Math.min(Math.ceil((width * (1 + 2 * MARGIN)) / 100) * 100, 8000)));
    const key = String(asked);
    const kept = this.#kept.get(key);
    this.#asked?.abort();
    if (kept) return kept;
    this.#asked = new AbortController();
    const answer = await fetch(`${this.source}?${key}`, { signal: this.#asked.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const shown = new Shown(await answer.json());
    this.#kept.set(key, shown);
    if (this.#kept.size > KEPT) this.#kept.delete(/** @type {string} */ (this.#kept.keys().next().value));
    return shown;
  }
}
