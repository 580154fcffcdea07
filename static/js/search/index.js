// @ts-check
/**
 * The index of a frozen copy: files answer what the museum's server would (see `publishing/freezing/answers.py`).
 *
 * A question loads the words that sound like its own, a page of the answer the tiles in which it stands.
 */

import { distance, sound, wordsOf } from "./words.js";

const SHORT = 3; // letters of a word that may be missing
const PREFIX = 4; // letters from which on a word may be the beginning of another
const MOST_YEARS = 200;

/**
 * @typedef {[string, string, number[], number[]]} Word a word, its stem, in whose names and whose other words it stands
 * @typedef {{ title: string, noun: string, url: string, lang?: string, of?: string, date?: string, text?: string, textLang?: string }} Row
 * @typedef {{ key: string, name: string, choices: { value: string, name: string, found: number[] }[] }} Facet
 * @typedef {{ language: string, tile: number, count: number, files: string[], lengths: number[], kinds: Record<string, string>, facets: Facet[], words: Record<string, any> }} Table
 * @typedef {{ word: string, named: Map<number, number>, found: Set<number>, dated: Set<number>, meant: string[], stems: Set<string> }} Asked
 */

/** Numbers from the first and the steps between them. @param {number[]} steps */
export function numbers(steps) {
  let last = 0;
  return steps.map((step) => (last += step));
}

export class Index {
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();

  /** @param {URL} address of the table */
  constructor(address) {
    this.address = address;
  }

  /** @param {string} name @returns {Promise<any>} */
  file(name) {
    const loading = this.#files.get(name) ?? this.#load(name);
    this.#files.set(name, loading);
    loading.catch(() => this.#files.delete(name));
    return loading;
  }

  async #load(/** @type {string} */ name) {
    const answer = await fetch(new URL(name, this.address));
    if (!answer.ok) throw new TypeError(`${answer.status} ${answer.url}`);
    return answer.json();
  }

  /** @returns {Promise<Table>} */
  get table() {
    return this.file("table.json");
  }

  /** The words in the file of a sound. @param {string} heard @returns {Promise<Word[]>} */
  async words(heard) {
    const { files } = await this.table;
    const key = files.filter((name) => heard.startsWith(name)).sort((one, other) => other.length - one.length)[0];
    return key === undefined ? [] : this.file(`words-${key}.json`);
  }

  /** Documents by number. @param {number[]} wanted @returns {Promise<Row[]>} */
  async rows(wanted) {
    const { tile } = await this.table;
    return Promise.all(wanted.map(async (number) => (await this.file(`found-${Math.floor(number / tile)}.json`))[number % tile]));
  }

  /** Where a word of a question stands, and how well it answers there. @param {string} word @param {boolean} isLast @returns {Promise<Asked>} */
  async asked(word, isLast) {
    const heard = sound(word);
    const words = await this.words(heard);
    const own = new Set(words.filter((one) => one[0] === word).map((one) => one[1]));
    const isYear = word.startsWith("="); // a date, and no word of a text
    if (!own.size && !isYear) for (const [, stem] of words) if (stem.length >= PREFIX && word.startsWith(stem) && word.length - stem.length <= 3) own.add(stem);
    const asked = { word, named: new Map(), found: new Set(), dated: new Set(), meant: /** @type {string[]} */ ([]), stems: new Set(own) };
    const isBegun = isLast || word.length >= PREFIX;
    for (const one of isYear ? words.filter(([same]) => same === word) : words.filter(([other]) => !other.startsWith("="))) {
      const rank = own.has(one[1]) ? 3 : sound(one[0]) === heard ? 2 : isBegun && (one[0].startsWith(word) || (heard.length >= PREFIX && sound(one[0]).startsWith(heard))) ? 1 : 0;
      if (rank) this.#take(asked, one, rank);
    }
    if (isYear) asked.dated = asked.found;
    else if (!asked.found.size) this.#guess(asked, words, heard);
    return asked;
  }

  /** @param {Asked} asked @param {Word} word @param {number} rank */
  #take(asked, [, stem, named, said], rank) {
    asked.stems.add(stem);
    for (const number of numbers(named)) {
      asked.named.set(number, Math.max(rank, asked.named.get(number) ?? 0));
      asked.found.add(number);
    }
    for (const number of numbers(said)) asked.found.add(number);
  }

  /** Take a word of which there is none for the nearest. @param {Asked} asked @param {Word[]} words @param {string} heard */
  #guess(asked, words, heard) {
    const length = Math.min(asked.word.length, heard.length);
    const most = length >= 8 ? 2 : length >= 4 ? 1 : 0;
    const near = words
      .map((word) => ({ word, away: Math.min(distance(heard, sound(word[0])), distance(asked.word, word[0])) }))
      .filter(({ away }) => most && away <= most)
      .sort((one, other) => one.away - other.away);
    for (const { word, away } of near.slice(0, 4)) {
      if (away > near[0].away) break;
      this.#take(asked, word, 2);
      asked.meant.push(word[0]);
    }
  }

  /** Spans of years become their years. @param {string} text @returns {string[][]} */
  #parts(text) {
    const parts = [];
    let rest = text;
    for (const [whole, first, last] of text.matchAll(/\b(\d{4})\s*[-–—/]\s*(\d{4})\b/g)) {
      const [from, to] = [Number(first), Number(last)].sort((one, other) => one - other);
      if (to - from < MOST_YEARS) parts.push(Array.from({ length: to - from + 1 }, (_, year) => `=${from + year}`));
      rest = rest.replace(whole, " ");
    }
    rest = rest.replace(/\b(\d{3})(?:0s|0-е|X)(?!\p{L})/giu, (_, decade) => (parts.push([...Array(10).keys()].map((year) => `=${decade}${year}`)), " "));
    return [...parts, ...wordsOf(rest).map((word) => (/^\d{4}$/.test(word) ? [word, `=${word}`] : [word]))];
  }

  /**
   * What answers a question: numbers of documents, best first, and how its words were understood.
   *
   * @param {string} text
   * @param {Record<string, string>} chosen
   */
  async find(text, chosen = {}, isTyping = false) {
    const table = await this.table;
    const parts = this.#parts(text).slice(0, 12);
    const asked = await Promise.all(
      parts.map(async (part, place) => joined(await Promise.all(part.map((word) => this.asked(word, isTyping && place === parts.length - 1))))),
    );
    const long = asked.filter(({ word }) => word.length > SHORT);
    const must = long.length ? long : asked;
    const everything = asked.length ? [...new Set(must.flatMap(({ found }) => [...found]))] : [...Array(table.count).keys()];
    const strict = everything.filter((number) => must.every(({ found }) => found.has(number)));
    const isLoose = !strict.length && everything.length > 0 && must.length > 1;
    let found = isLoose ? everything : strict;
    for (const { key, choices } of table.facets) {
      if (!chosen[key]) continue;
      const left = new Set(numbers(choices.find(({ value }) => value === chosen[key])?.found ?? []));
      found = found.filter((number) => left.has(number));
    }
    const score = (/** @type {number} */ number) => {
      const ranks = asked.map(({ named, dated }) => (named.get(number) ?? 0) / 3 + (dated.has(number) ? 1 : 0));
      const called = asked.filter(({ named }) => named.has(number)).length;
      const bonus = called && called === asked.length ? 4 * Math.min(1, 6 / table.lengths[number]) : 0;
      return ranks.reduce((sum, rank) => sum + rank, 0) / (asked.length || 1) + bonus + 3 * Math.min(1, called / table.lengths[number]);
    };
    const scores = new Map(found.map((number) => [number, score(number)]));
    found.sort((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0) || one - other);
    return { found, asked, isLoose };
  }
}

/** Several words of which one must be there. @param {Asked[]} all @returns {Asked} */
function joined(all) {
  if (all.length === 1) return all[0];
  const first = { ...all[0], named: new Map(all[0].named), found: new Set(all[0].found), dated: new Set(all[0].dated) };
  for (const other of all.slice(1)) {
    for (const [number, rank] of other.named) first.named.set(number, Math.max(rank, first.named.get(number) ?? 0));
    for (const number of other.found) first.found.add(number);
    for (const number of other.dated) first.dated.add(number);
  }
  return { ...first, meant: [] };
}
