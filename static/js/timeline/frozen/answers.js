// @ts-check
/**
 * A window of the timeline as the museum's server would answer it, from the rows of a frozen copy: entries where they
 * fit, amounts where not. See `exhibit/timeline/windows.py`; the document is that of `exhibit/interop/windows.py`.
 */

import { isoOf } from "../scale.js";
import { spanOf, written } from "./asked.js";
import { EVER, NEVER, amountsOf, binsOf } from "./sums.js";

const PIXELS = 6; // for each entry
const [FEWEST, MOST] = [60, 240];
const MOST_KEYS = 40;
const KEY = 3;
const WIDTH = 1200;

/** @typedef {import("./table.js").Table} Table */

/** @param {Table} table @param {number[]} rows */
function byLane(table, rows) {
  /** @type {Map<number, number[]>} */
  const found = new Map();
  for (const row of rows) {
    const lane = table.lane[row];
    if (!found.has(lane)) found.set(lane, []);
    found.get(lane)?.push(row);
  }
  return found;
}

/**
 * @param {Table} table @param {import("./asked.js").Asked} asked @param {number} pixels @param {boolean} withOverview
 */
export async function windowOf(table, asked, pixels = WIDTH, withOverview = false) {
  const rows = await table.answering(asked);
  const extent = table.extent(rows);
  const [first, last] = spanOf(asked, extent);
  const width = Math.min(Math.max(pixels, 200), 8000);
  const room = Math.min(Math.max(Math.floor(width / PIXELS), FEWEST), MOST);
  const within = (/** @type {number} */ day) => first <= day && day <= last;
  const lanes = [...byLane(table, rows)].map(([lane, all]) => {
    const touching = table.touching(all, first, last);
    const begun = all.filter((row) => within(table.first[row]));
    const edges = Math.min(touching.length, begun.length + all.filter((row) => within(table.last[row])).length);
    return { lane, all, touching, edges, keys: begun.filter((row) => table.weight[row] === KEY) };
  });
  lanes.sort((one, two) => one.edges - two.edges || one.lane - two.lane);
  let left = room;
  const fits = lanes.findIndex(({ edges }) => edges > left || ((left -= edges), false));
  const [fitting, others] = fits < 0 ? [lanes, []] : [lanes.slice(0, fits), lanes.slice(fits)];
  const crowded = others.filter(({ touching }) => touching.length);
  const allKeys = crowded.flatMap(({ keys }) => keys);
  const keys = allKeys.length <= MOST_KEYS ? allKeys : [];
  const through = (/** @type {number} */ row) =>
    table.first[row] < first && (table.last[row] > last || table.openLives.has(row)) ? 1 : 0;
  const shown = [...fitting.flatMap(({ touching }) => touching), ...keys]
    .sort((one, two) => through(one) - through(two) || table.first[two] - table.first[one] || table.last[two] - table.last[one] || one - two)
    .slice(0, room + keys.length)
    .sort((one, two) => one - two);
  const inFitting = new Set(fitting.map(({ lane }) => lane));
  const count = (/** @type {number} */ lane) => lanes.find((one) => one.lane === lane)?.touching.length ?? 0;
  const isCrowded = (/** @type {number} */ lane) => crowded.some((one) => one.lane === lane);
  const bins = binsOf(first, last, width);
  const overview = withOverview && extent ? binsOf(...extent, width) : null;
  return {
    version: 1,
    language: table.language,
    asked: written({ ...asked, first: null, last: null, entry: "", after: "" }),
    window: { from: isoOf(first), to: isoOf(last) },
    extent: extent && { from: isoOf(extent[0]), to: isoOf(extent[1]) },
    count: lanes.reduce((sum, { touching }) => sum + touching.length, 0),
    lanes: table.lanes.map((lane, index) => ({
      ...lane,
      count: count(index),
      crowded: isCrowded(index),
      ...beyond(lanes.find((one) => one.lane === index)?.all ?? [], table, first, last),
    })),
    entries: await table.of("entries", shown),
    more: Math.max(
      fitting.reduce((sum, { touching }) => sum + touching.length, 0) - shown.filter((row) => inFitting.has(table.lane[row])).length,
      0,
    ),
    bins: drawn(bins, Object.fromEntries(crowded.map(({ lane, all }) => [table.lanes[lane].slug, amountsOf(table, all, bins.edges)]))),
    overview: overview && drawn(overview, { all: amountsOf(table, rows, overview.edges) }),
    beside: [],
  };
}

/**
 * The nearest days before and after a window on which something begins; an open start is none.
 * @param {number[]} rows of a lane @param {Table} table @param {number} first @param {number} last
 */
function beyond(rows, table, first, last) {
  const [before, after] = [EVER, NEVER + 1];
  let [previous, next] = [before, after];
  for (const row of rows) {
    const day = table.first[row];
    if (day < first) previous = Math.max(previous, day);
    if (day > last) next = Math.min(next, day);
  }
  return { previous: previous === before ? null : isoOf(previous), next: next === after ? null : isoOf(next) };
}

/** @param {{ unit: string, size: number, edges: number[] }} bins @param {Record<string, number[]>} lanes */
function drawn({ unit, size, edges }, lanes) {
  return { unit, size, starts: Object.keys(lanes).length ? edges.map(isoOf) : [], lanes };
}
