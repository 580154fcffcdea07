// @ts-check
/**
 * Time and pixels. A day is a number: whole days since 1970 began, in no time zone. A range ends where its
 * last day does.
 */

const MILLISECONDS = 864e5;
const YEAR = 365.2425;

/** @param {string} iso YYYY-MM-DD */
export const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / MILLISECONDS;

/** @param {number} day */
export const dateOf = (day) => new Date(Math.floor(day) * MILLISECONDS);

/** @param {number} day @returns {string} YYYY-MM-DD */
export const isoOf = (day) => dateOf(day).toISOString().slice(0, 10);

/** @param {number} day */
export const yearOf = (day) => dateOf(day).getUTCFullYear();

/** @param {number} year @param {number} [month] from 0, may lie in another year @param {number} [date] */
export const dayAt = (year, month = 0, date = 1) => new Date(0).setUTCFullYear(year, month, date) / MILLISECONDS;

/** A range of days on a width of pixels: `from` is at 0, `to` at `width`. */
export class Scale {
  /** @param {number} from @param {number} to @param {number} width */
  constructor(from, to, width) {
    this.from = from;
    this.to = to;
    this.width = width;
    this.pixels = width / (to - from); // of one day
  }

  /** @param {number} day */
  x(day) {
    return (day - this.from) * this.pixels;
  }

  /** @param {number} x */
  day(x) {
    return this.from + x / this.pixels;
  }
}

/**
 * The ends of a range as an address has them: as fine as an eye can tell them apart, and no longer than
 * they must be.
 * @param {number} from @param {number} to the end, not included
 * @returns {[string, string]}
 */
export function addressed(from, to) {
  const days = to - from;
  const near = (/** @type {number} */ day) => {
    const [year, month, date] = [yearOf(day), dateOf(day).getUTCMonth(), dateOf(day).getUTCDate()];
    if (days > 40 * YEAR) return dayAt(month < 6 ? year : year + 1);
    return days > 3 * YEAR ? dayAt(year, date > 15 ? month + 1 : month) : Math.round(day);
  };
  const start = near(from);
  const end = Math.max(near(to), start + 1);
  const short = (/** @type {string} */ day, /** @type {string} */ edge) => (edge.endsWith("-01-01") ? day.slice(0, 4) : edge.endsWith("-01") ? day.slice(0, 7) : day);
  return [short(isoOf(start), isoOf(start)), short(isoOf(end - 1), isoOf(end))];
}

/**
 * The words of a window for the ear and the eye: "1941 – 1945", "May – October 1958". They say what the address says.
 * @param {number} from @param {number} to @param {string} language
 */
export function spoken(from, to, language) {
  const [start, end] = addressed(from, to);
  const finest = Math.max(start.length, end.length);
  if (finest === 4) return start === end ? start : `${start} – ${end}`;
  const [first, next] = daysOf(start, end);
  const form = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "long",
    day: finest > 7 ? "numeric" : undefined,
    timeZone: "UTC",
  });
  return form.formatRange(dateOf(first), dateOf(next - 1)).replace(/\sг\./g, ""); // in Russian every year would be called one
}

/** The range that an address asks for, as days; the end is not included. @param {string} first @param {string} last @returns {[number, number]} */
export function daysOf(first, last) {
  const [year, month, date] = last.split("-").map(Number);
  const to = date ? dayAt(year, month - 1, date + 1) : month ? dayAt(year, month) : dayAt(year + 1);
  return [dayOf(first.padEnd(10, "-01")), to];
}
