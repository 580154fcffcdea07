// @ts-check
/**
 * How much there is, and when, as the museum's server sums it up: see `exhibit/timeline/density.py`.
 *
 * An entry weighs one, spread evenly over the days that it may mean. A range has its last day in it.
 */

import { dateOf, dayAt, yearOf } from "../scale.js";

export const EVER = -719162;
export const NEVER = 2932896;
const NARROWEST = 6; // pixels of a bin

const UNITS = [
  { unit: "day", size: 1, days: 1 },
  { unit: "week", size: 1, days: 7 },
  { unit: "month", size: 1, days: 30.44 },
  { unit: "month", size: 3, days: 91.3 },
  ...[1, 2, 5, 10, 25, 50, 100, 250].map((size) => ({ unit: "year", size, days: 365.25 * size })),
];

/** Bins for a range of days on a width of pixels. @param {number} first @param {number} last @param {number} width */
export function binsOf(first, last, width) {
  const most = Math.max(Math.floor(width / NARROWEST), 8);
  const { unit, size } = UNITS.find(({ days }) => (last - first + 1) / days <= most) ?? /** @type {any} */ (UNITS.at(-1));
  const edges = [begun(first, unit, size)];
  for (let edge = edges[0]; edge <= last && edge < NEVER; ) edges.push((edge = next(edge, unit, size)));
  return { unit, size, edges };
}

/** @param {number} day @param {string} unit @param {number} size */
function begun(day, unit, size) {
  const [year, month] = [yearOf(day), dateOf(day).getUTCMonth()];
  if (unit === "day") return day;
  if (unit === "week") return Math.max(day - ((dateOf(day).getUTCDay() + 6) % 7), EVER);
  if (unit === "month") return dayAt(year, Math.floor(month / size) * size);
  return dayAt(Math.max(Math.floor(year / size) * size, 1));
}

/** @param {number} edge @param {string} unit @param {number} size */
function next(edge, unit, size) {
  if (unit === "day" || unit === "week") return Math.min(edge + (unit === "day" ? 1 : 7), NEVER);
  const year = unit === "year" ? (Math.floor(yearOf(edge) / size) + 1) * size : yearOf(edge);
  return Math.min(unit === "year" ? dayAt(year) : dayAt(year, dateOf(edge).getUTCMonth() + size), NEVER);
}

/**
 * The expected number of entries between each two of `edges`.
 * @param {import("./table.js").Table} table @param {number[]} rows @param {number[]} edges
 */
export function amountsOf(table, rows, edges) {
  const rates = new Map();
  const add = (/** @type {number} */ day, /** @type {number} */ rate) => rates.set(day, (rates.get(day) ?? 0) + rate);
  for (const row of rows) {
    const [first, last] = [table.knownFirst[row], table.knownLast[row]];
    add(first, 1 / (last - first + 1));
    add(last + 1, -1 / (last - first + 1));
  }
  const days = [...rates.keys()].sort((one, two) => one - two);
  let [at, rate, mass, before] = [0, 0, 0, 0];
  const masses = edges.map((edge) => {
    while (at < days.length && days[at] <= edge) {
      mass += rate * (days[at] - before);
      before = days[at];
      rate += rates.get(days[at]);
      at += 1;
    }
    return mass + (at ? rate * (edge - before) : 0);
  });
  return masses.slice(1).map((sum, index) => Math.round(Math.max(sum - masses[index], 0) * 100) / 100);
}
