// @ts-check
/**
 * The list of a window as the museum's server would write it: see `exhibit/timeline/listing.py` and
 * `templates/timeline/list.html`. The lines of entries are the server's own; what stands between them is made here.
 */

import { counted, element } from "../dom.js";
import { dateOf, yearOf } from "../scale.js";
import { hasWindow, spanOf, written } from "./asked.js";

const PAGE = 60;
const MOST_UNDER_WAY = 24;
const WITHOUT = /** @type {const} */ ({ lanes: "withoutLanes", film: "withoutFilm", person: "withoutPerson", place: "withoutPlace", text: "withoutText" });

/** @typedef {import("./table.js").Table} Table @typedef {import("./asked.js").Asked} Asked */

/** @param {Table} table @param {Asked} asked @returns {Promise<HTMLElement>} */
export async function listOf(table, asked) {
  const { words, language, first: firsts } = table;
  const rows = await table.answering(asked);
  const extent = table.extent(rows);
  const [first, last] = spanOf(asked, extent);
  const touching = table.touching(rows, first, last);
  const cursor = asked.after ? await placeOf(table, asked.after) : -1;
  const begun = touching.filter((row) => firsts[row] >= first);
  const onPage = begun.filter((row) => row > cursor).slice(0, PAGE + 1);
  const earlier = touching.length - begun.length;
  const list = element("div", "timeline", { id: "entries" });
  const count = (/** @type {number} */ amount) => counted(words.count, amount, language);
  list.append(element("p", "timeline__count", {}, count(touching.length)));
  const ways = await beside(table, asked, rows, [first, last]);
  if (ways.earlier) list.append(way(words.earlier, ways.earlier, "prev", "earlier"));
  if (earlier && cursor < 0) list.append(await underWay(table, touching.filter((row) => firsts[row] < first)));
  if (onPage.length) list.append(await years(table, onPage.slice(0, PAGE), cursor));
  if (!touching.length) list.append(await empty(table, asked, rows, [first, last]));
  if (onPage.length > PAGE) {
    const [entry] = await table.of("entries", [onPage[PAGE - 1]]);
    const onward = way(words.onward, written({ ...asked, after: entry.id, entry: "" }), "next", "onward");
    onward.firstElementChild?.classList.add("button");
    list.append(onward);
  }
  if (ways.later) list.append(way(words.later, ways.later, "next", "later"));
  return list;
}

/** Where the entry of a name stands; -1 where there is none. @param {Table} table @param {string} id */
async function placeOf(table, id) {
  const entries = await table.of("entries", table.all);
  return entries.findIndex((entry) => entry.id === id);
}

/** @param {string} words @param {string} search @param {string} rel @param {string} name */
const way = (words, search, rel, name) =>
  element("p", "timeline__way", {}, element("a", "", { href: `?${search}`, rel, "data-way": name }, words));

/** @param {string} html */
function line(html) {
  const place = document.createElement("template");
  place.innerHTML = html;
  return /** @type {HTMLElement | null} */ (place.content.firstElementChild);
}

/** Lines, by year. @param {Table} table @param {number[]} rows @param {number} cursor the row that stood before */
async function years(table, rows, cursor) {
  const lines = await table.of("list", rows);
  const list = element("ol", "timeline__years");
  /** @type {HTMLElement | undefined} */
  let entries;
  let before = cursor < 0 ? null : yearAt(table, cursor);
  rows.forEach((row, place) => {
    const made = line(lines[place]);
    if (!made) return;
    const year = yearAt(table, row);
    if (!entries || year !== before) {
      entries = element("ol", "entries");
      const heading = element("h2", "timeline__numeral numeral", { id: `year-${year}` }, String(year));
      list.append(element("li", "timeline__year", {}, heading, entries));
    }
    before = year;
    entries.append(made);
  });
  return list;
}

/** The year under which a row stands: of its first day, of an open beginning its last. @param {Table} table @param {number} row */
const yearAt = (table, row) => yearOf(table.knownFirst[row]);

/** What had begun before, the last first to be there. @param {Table} table @param {number[]} all */
async function underWay(table, all) {
  const { first, last, words, language } = table;
  const near = [...all].sort((one, two) => first[two] - first[one] || last[two] - last[one] || one - two).slice(0, MOST_UNDER_WAY);
  const entries = await table.of("entries", near.sort((one, two) => one - two));
  const lines = entries.map((entry) => {
    const lane = table.lanes.find(({ slug }) => slug === entry.lane);
    const mark = element("span", `mark mark--${entry.mark}`, { role: "img", "aria-label": lane?.name ?? "" });
    const link = element("a", "", { href: entry.url, ...(entry.lang ? { lang: entry.lang } : {}) }, entry.title);
    const date = element("span", "under-way__date", {}, entry.words);
    return element("li", "under-way__entry", { id: entry.id }, element("span", `lane lane--${lane?.mark}`, {}, mark), link, " ", date);
  });
  const heading = element("h2", "label", { id: "under-way" }, words.underWay);
  const list = element("section", "under-way", { "aria-labelledby": "under-way" }, heading, element("ul", "under-way__list", {}, ...lines));
  const more = all.length - near.length;
  if (more) list.append(element("p", "under-way__more", {}, counted(words.more, more, language)));
  return list;
}

/**
 * The windows as long as this one before and after it, moved to where something begins.
 * @param {Table} table @param {Asked} asked @param {number[]} rows @param {[number, number]} span
 */
async function beside(table, asked, rows, [first, last]) {
  const extent = table.extent(rows);
  if (!extent || !hasWindow(asked)) return { earlier: "", later: "" };
  const length = last - first;
  const query = (/** @type {number} */ from, /** @type {number} */ to) => written({ ...asked, first: from, last: to, entry: "", after: "" });
  let [earlier, later] = ["", ""];
  if (extent[0] < first) {
    const near = nearest(table, rows, first, -1);
    let since = first - 1 - length;
    since = near === null || near >= since ? Math.max(since, extent[0]) : near;
    earlier = query(since, Math.min(first - 1, since + length));
  }
  const near = extent[1] > last ? nearest(table, rows, last, 1) : null;
  if (near !== null) {
    const since = near <= last + 1 + length ? last + 1 : near;
    later = query(since, since <= extent[1] ? Math.min(since + length, extent[1]) : since);
  }
  return { earlier, later };
}

/** The nearest day before or after another on which something begins. @param {Table} table @param {number[]} rows @param {number} day @param {1 | -1} by */
function nearest(table, rows, day, by) {
  const days = rows.map((row) => table.first[row]).filter((begun) => (begun - day) * by > 0);
  return days.length ? days.reduce((one, two) => (by > 0 ? Math.min(one, two) : Math.max(one, two))) : null;
}

/** Nothing is here: the nearest, and what would help. @param {Table} table @param {Asked} asked @param {number[]} rows @param {[number, number]} span */
async function empty(table, asked, rows, [first, last]) {
  const { words, language } = table;
  const made = element("div", "empty", {}, element("p", "", {}, words.nothing));
  if (hasWindow(asked)) {
    const among = rows.length ? rows : table.all;
    const found = [nearest(table, among, first, -1), nearest(table, among, last, 1)]
      .map((day) => (day === null ? undefined : among.find((row) => table.first[row] === day)))
      .filter((row) => row !== undefined);
    const lines = (await table.of("list", /** @type {number[]} */ (found))).map(line).filter((one) => one !== null);
    if (lines.length) made.append(element("h2", "label", {}, words.nearest), element("ol", "entries", {}, .../** @type {Node[]} */ (lines)));
  }
  const off = /** @type {(keyof typeof WITHOUT)[]} */ (Object.keys(WITHOUT)).filter((name) => asked[name].length);
  const nobody = { lanes: [], film: "", person: "", place: "", text: "" };
  const wider = [...off.map((name) => /** @type {const} */ ([WITHOUT[name], [name]])), ...(off.length > 1 ? [/** @type {const} */ (["withoutAll", off])] : [])];
  const list = element("ul", "empty__ways");
  for (const [label, names] of wider) {
    if (label === "withoutAll" && list.children.length) break;
    const less = { ...asked, ...Object.fromEntries(names.map((name) => [name, nobody[name]])), entry: "", after: "" };
    const all = await table.answering(less);
    const amount = table.touching(all, ...spanOf(less, table.extent(all))).length;
    if (!amount) continue;
    const link = element("a", "", { href: `?${written(less)}` }, words[label].replace("{text}", asked.text));
    list.append(element("li", "", {}, link, " ", element("span", "empty__count", {}, counted(words.count, amount, language))));
  }
  if (list.children.length) made.append(list);
  made.append(element("p", "", {}, element("a", "button", { href: "?" }, words.everything)));
  return made;
}

/** How many of `rows` begin in these years. @param {Table} table @param {number[]} rows @param {number} first @param {number} last */
export const begunIn = (table, rows, first, last) =>
  rows.filter((row) => dateOf(table.first[row]).getUTCFullYear() >= first && dateOf(table.first[row]).getUTCFullYear() <= last).length;
