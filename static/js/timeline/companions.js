// @ts-check
/** Who and what is put on the ruler: a bar each, measured by its own years. */

import { element, tongue } from "./dom.js";
import { metrics } from "./layout.js";
import { dateOf, dayAt } from "./scale.js";

const ROOMIER = 8; // pixels that each needs more than a row
const AGES = [1, 5, 10, 20, 50, 100, 500];
const ROOM = 46; // pixels between two ages

/** The same day, years later. @param {number} day @param {number} years */
function later(day, years) {
  const date = dateOf(day);
  return dayAt(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate());
}

/**
 * A row of the lanes with them, and their names; null where there are none.
 * @param {any[]} beside @param {import("./scale.js").Scale} scale
 */
export function companions(beside, scale) {
  if (!beside.length) return null;
  const row = element("div", "lane-row lane-row--beside", { "aria-hidden": "true" });
  const name = element("div", "lane-name lane-name--beside");
  const high = metrics.row + ROOMIER;
  const [from, to] = [scale.day(-scale.width / 2), scale.day(scale.width * 1.5)];
  beside.forEach((one, index) => {
    const isLife = one.kind === "life";
    const origin = isLife ? (one.first + one.sureFrom) / 2 : one.middle;
    const [start, end] = [Math.max(one.first, from), Math.min(isLife ? one.last : one.first + 1, to)];
    const bar = element("div", `companion companion--${one.kind}`);
    bar.style.setProperty("--x", `${scale.x(start).toFixed(1)}px`);
    bar.style.setProperty("--width", `${Math.max(scale.x(end) - scale.x(start), 3).toFixed(1)}px`);
    bar.style.setProperty("--y", `${index * high}px`);
    const step = AGES.find((years) => years * 365 * scale.pixels > ROOM) ?? 1000;
    const passed = Math.floor((from - origin) / 365.2425 / step) * step;
    for (let years = isLife ? Math.max(passed, step) : passed; later(origin, years) <= (isLife ? Math.min(one.last, to) : to); years += step) {
      if (!years) continue;
      const sign = isLife ? "" : years > 0 ? "+" : "−";
      const at = element("span", "companion__age", {}, `${sign}${Math.abs(years)}`);
      at.style.setProperty("--x", `${(scale.x(later(origin, years)) - scale.x(start)).toFixed(1)}px`);
      bar.append(at);
    }
    row.append(bar);
    name.append(element("a", "lane-name__companion", { href: one.url, ...tongue(one) }, one.title));
  });
  for (const part of [row, name]) part.style.setProperty("--height", `${beside.length * high + 6}px`);
  return { row, name };
}
