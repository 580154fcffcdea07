// @ts-check
/**
 * All entries of the timeline as rows of numbers, and their words and lines by tiles, from the files of a frozen
 * copy: see `exhibit/publishing/freezing/tiles.py`.
 */

/** Each number as the sum of the steps up to it. @param {number[]} steps */
function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** @param {number[]} distances @param {number[]} from */
const added = (distances, from) => distances.map((distance, row) => distance + from[row]);

export class Table {
  /** @type {Map<string, Promise<any[]>>} */
  #tiles = new Map();
  /** @type {Map<string, number[]>} */
  #chosen = new Map();

  /** @param {any} found the file as it came @param {(name: string) => Promise<any>} load another file beside it */
  constructor(found, load) {
    this.load = load;
    this.language = found.language;
    this.words = found.words;
    /** @type {{ slug: string, name: string, mark: string }[]} */
    this.lanes = found.lanes;
    /** @type {Record<string, { slug: string, name: string, lang?: string, entries: number[] }[]>} */
    this.choices = found.choices;
    /** @type {number[]} */
    this.lane = found.lane;
    this.first = summed(found.first);
    this.last = added(found.last, this.first);
    this.knownFirst = added(found.knownFirst, this.first);
    this.knownLast = added(found.knownLast, this.knownFirst);
    /** @type {number[]} */
    this.weight = found.weight;
    this.openLives = new Set(found.openLives);
    this.tile = found.tile;
    this.all = this.lane.map((_lane, row) => row);
  }

  /** What a tile says of each of these rows, in their order. @param {string} kind @param {number[]} rows */
  async of(kind, rows) {
    const wanted = [...new Set(rows.map((row) => Math.floor(row / this.tile)))];
    const came = new Map(await Promise.all(wanted.map(async (tile) => /** @type {const} */ ([tile, await this.#tile(kind, tile)]))));
    return rows.map((row) => came.get(Math.floor(row / this.tile))?.[row % this.tile]);
  }

  /** @param {string} kind @param {number} tile */
  #tile(kind, tile) {
    const name = `${kind}-${tile}.json`;
    const kept = this.#tiles.get(name);
    if (kept) return kept;
    const coming = this.load(name);
    this.#tiles.set(name, coming);
    coming.catch(() => this.#tiles.delete(name)); // it may come another time
    return coming;
  }

  /** The rows that answer all but the window. @param {import("./asked.js").Asked} asked */
  async answering(asked) {
    const key = JSON.stringify([asked.lanes, asked.film, asked.person, asked.place, asked.text]);
    const kept = this.#chosen.get(key);
    if (kept) return kept;
    let rows = this.all;
    if (asked.lanes.length) {
      const lanes = new Set(asked.lanes);
      rows = rows.filter((row) => lanes.has(this.lanes[this.lane[row]].slug));
    }
    for (const name of /** @type {const} */ (["film", "person", "place"])) {
      if (!asked[name]) continue;
      const found = new Set(this.choices[name].find(({ slug }) => slug === asked[name])?.entries);
      rows = rows.filter((row) => found.has(row));
    }
    if (asked.text) {
      const parts = folded(asked.text).split(" ");
      const words = await this.of("words", rows);
      rows = rows.filter((_row, place) => parts.every((part) => words[place].includes(part)));
    }
    this.#chosen.set(key, rows);
    return rows;
  }

  /** Those of `rows` that may touch these days. @param {number[]} rows @param {number} first @param {number} last */
  touching(rows, first, last) {
    return rows.filter((row) => this.first[row] <= last && this.last[row] >= first);
  }

  /** The first and the last known day of all; null where there is nothing. @param {number[]} rows */
  extent(rows) {
    if (!rows.length) return null;
    let [first, last] = [Infinity, -Infinity];
    for (const row of rows) {
      first = Math.min(first, this.knownFirst[row]);
      last = Math.max(last, this.knownLast[row]);
    }
    return /** @type {[number, number]} */ ([first, last]);
  }
}

/** As the tiles have their words. @param {string} text */
const folded = (text) => text.toLowerCase().replaceAll("ё", "е");
