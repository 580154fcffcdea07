// @ts-check
/** What an address asks of the timeline, read and written as the museum's server does: see `exhibit/timeline/query.py`. */

import { dayAt, isoOf } from "../scale.js";

const LONGEST = 80; // letters of a search

/**
 * @typedef {object} Asked lanes, film, person and place by slug, words, first and last day (included); "" and null mean all
 * @property {string[]} lanes
 * @property {string} film
 * @property {string} person
 * @property {string} place
 * @property {string} text
 * @property {number | null} first
 * @property {number | null} last
 * @property {string} entry
 * @property {string} after
 */

/** The first or the last day of a year, month or day; null for what is none. @param {string} text @param {boolean} isLast */
function dayIn(text, isLast) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text.trim());
  if (!found) return null;
  const [year, month, date] = found.slice(1).map((part) => (part ? Number(part) : 0));
  if (!year || month > 12 || (found[2] && !month) || (found[3] && !date)) return null;
  if (date) {
    const day = dayAt(year, month - 1, date);
    return isoOf(day) === found[0] ? day : null;
  }
  if (month) return isLast ? dayAt(year, month) - 1 : dayAt(year, month - 1);
  return isLast ? dayAt(year + 1) - 1 : dayAt(year);
}

/** What cannot be understood is left out. @param {URLSearchParams} asked @param {import("./table.js").Table} table @returns {Asked} */
export function read(asked, table) {
  const get = (/** @type {string} */ name) => (asked.get(name) ?? "").trim();
  const known = (/** @type {string} */ name) => (table.choices[name].some(({ slug }) => slug === get(name)) ? get(name) : "");
  let [from, to] = [get("from"), get("to")];
  const [start, end] = [dayIn(from, false), dayIn(to, true)];
  if (start !== null && end !== null && start > end) [from, to] = [to, from];
  return {
    lanes: table.lanes.map(({ slug }) => slug).filter((slug) => asked.getAll("lane").includes(slug)).sort(),
    film: known("film"),
    person: known("person"),
    place: known("place"),
    text: get("q").split(/\s+/).join(" ").slice(0, LONGEST).trim(),
    first: dayIn(from, false),
    last: dayIn(to, true),
    entry: get("entry"),
    after: get("after"),
  };
}

/** The query string, without "?". @param {Partial<Asked>} asked */
export function written({ lanes = [], film = "", person = "", place = "", text = "", first = null, last = null, entry = "", after = "" }) {
  const now = new URLSearchParams();
  const pairs = [["from", first === null ? "" : shortest(first, false)], ["to", last === null ? "" : shortest(last, true)]];
  pairs.push(...lanes.map((lane) => ["lane", lane]));
  pairs.push(["film", film], ["person", person], ["place", place], ["q", text], ["entry", entry], ["after", after]);
  for (const [name, value] of pairs) if (value) now.append(name, value);
  return String(now);
}

/** A day as an address has it, no longer than it must be. @param {number} day @param {boolean} isLast */
export function shortest(day, isLast) {
  const whole = isoOf(day);
  return [4, 7].map((length) => whole.slice(0, length)).find((text) => dayIn(text, isLast) === day) ?? whole;
}

/** Whether anything is left out at all times. @param {Asked} asked */
export const isNarrowed = ({ lanes, film, person, place, text }) => Boolean(lanes.length || film || person || place || text);

/** @param {Asked} asked */
export const hasWindow = ({ first, last }) => first !== null || last !== null;

/** The days of the window; an end that is left open is the collection's own. @param {Asked} asked @param {[number, number] | null} extent */
export function spanOf({ first, last }, extent) {
  const today = Math.floor(Date.now() / 864e5);
  const [start, end] = extent ?? [first ?? last ?? today, last ?? first ?? today];
  const from = first ?? Math.min(start, last ?? start);
  return /** @type {[number, number]} */ ([from, last ?? Math.max(end, from)]);
}
