// @ts-check
/**
 * Where the entries of a lane stand, so that no words meet. Only the scale decides, never what is seen of
 * it: panning changes no row.
 *
 * The weightier take their places first: with all their words, then with shortened ones, then as a mark
 * alone. What finds no place gathers with its neighbours in clusters, in the lowest row.
 */

/**
 * @typedef {object} Entry as `interop.windows` describes it, with its days as numbers
 * @property {string} id
 * @property {string} title
 * @property {string} words
 * @property {string} lane
 * @property {string} shape
 * @property {string} certainty
 * @property {number} weight
 * @property {number} first
 * @property {number} last the end, not included
 * @property {number} middle
 * @property {number} sureFrom
 * @property {number} sureTo
 * @property {boolean} isOpenStart
 * @property {boolean} isOpenEnd
 */

/**
 * @typedef {object} Placed
 * @property {Entry} entry
 * @property {number} x of its mark, or of a bar's beginning
 * @property {number} width of a bar, else 0
 * @property {number} row
 * @property {number} label how wide its words may be; 0 for none
 * @property {boolean} isLeft whether its words, or those it shows when asked, stand before it, for at the end of time they would be cut
 */

/** @typedef {{ x: number, row: number, entries: Entry[] }} Cluster @typedef {Map<string, { row: number, label: number }>} Before */
/** @typedef {{ entry: Entry, x: number, end: number, left: number, right: number, words: number, label: number, isLeft: boolean }} Box */

/** The day at which an entry is marked. @param {Entry} entry */
export const markedAt = ({ shape, first, middle }) => (shape === "bar" ? first : middle);

export const metrics = { row: 26 }; // pixels from one row to the next
const MARK = 24; // pixels of a mark: no target is smaller
const GAP = 12;
export const LEAST_BAR = 6; // pixels that a bar has at least
const LEAST_LABEL = 48; // pixels: fewer would be letters, not words
const MOST_LABEL = 16; // rows are as high as a label is long

/** @type {Map<string, number>} */
const widths = new Map();
const pen = document.createElement("canvas").getContext("2d");

/** How wide a text is in the type of the labels. @param {string} text @param {string} font */
export function measured(text, font) {
  const key = `${font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (!pen) return text.length * 8;
    pen.font = font;
    width = Math.ceil(pen.measureText(text).width) + 4;
    if (widths.size > 4000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** Take the height of rows from the type of the lanes. @param {CSSStyleDeclaration} style as a browser computes it @returns {string} its font */
export function measure({ fontSize, fontFamily, lineHeight }) {
  metrics.row = Math.ceil(parseFloat(lineHeight)) + 2;
  return `${fontSize} ${fontFamily}`; // in forced colours Chromium has no “font” in one
}

/** What is taken of a row, in order. */
class Row {
  /** @type {[number, number][]} */
  #taken = [];

  /** How far it is free from `x` on; -Infinity where it is not free. @param {number} x */
  free(x) {
    let [low, high] = [0, this.#taken.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#taken[middle][0] < x) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [this.#taken[low - 1], this.#taken[low]];
    return before && before[1] > x ? -Infinity : after ? after[0] : Infinity;
  }

  /** @param {number} from @param {number} to */
  take(from, to) {
    const index = this.#taken.findIndex(([start]) => start > from);
    this.#taken.splice(index < 0 ? this.#taken.length : index, 0, [from, to]);
  }
}

/**
 * @param {Entry[]} entries of one lane
 * @param {import("./scale.js").Scale} scale
 * @param {string} font
 * @param {number} most rows
 * @param {number} [end] the last day that one can see
 * @param {Before} [before] where entries stood at this scale: they stay there, whatever comes beside them
 * @returns {{ placed: Placed[], clusters: Cluster[], rows: number }}
 */
export function laidOut(entries, scale, font, most, end = Infinity, before = new Map()) {
  const boxes = entries.map((entry) => boxed(entry, scale, font, scale.x(end)));
  boxes.sort((one, two) => two.entry.weight - one.entry.weight || one.x - two.x);
  const all = settled(boxes, most, before);
  const { placed, left } = all.left.length ? settled(boxes, most - 1, before) : all;
  const { clusters, alone } = gathered(left, scale, most - 1);
  placed.push(...alone);
  return { placed, clusters, rows: Math.max(1, ...[...placed, ...clusters].map(({ row }) => row + 1)) };
}

/** How far the words of a bar stand from its beginning: behind one that is too short to bear them. @param {number} width pixels */
export const lead = (width) => (width < MARK ? Math.max(width, LEAST_BAR) : 0);

/** Where a point stands: in the middle of what it may be; where that is out of sight and it may be all that is seen, at its start. @param {Entry} entry @param {import("./scale.js").Scale} scale */
function inSight(entry, scale) {
  const { width } = scale;
  const [first, middle, last] = [entry.first, entry.middle, entry.last].map((day) => scale.x(day));
  const isAside = (middle < 0 || middle > width) && Math.min(last, width) - Math.max(first, 0) > width / 2;
  return isAside ? Math.max(first, 0) + MARK / 2 : middle;
}

/** What an entry takes of a row. @param {Entry} entry @param {import("./scale.js").Scale} scale @param {string} font @param {number} end @returns {Box} */
function boxed(entry, scale, font, end) {
  const label = Math.min(measured(entry.title, entry.weight > 2 ? `700 ${font}` : font), MOST_LABEL * metrics.row);
  if (entry.shape === "bar") {
    const [x, right] = [scale.x(entry.first), scale.x(entry.last)];
    return { entry, x, end: Math.max(right, x + MARK), left: x - 2, right: Math.max(right, x + MARK), words: x + lead(right - x) + 6, label, isLeft: false };
  }
  const x = inSight(entry, scale);
  const [left, right] = [x - MARK / 2, x + MARK / 2];
  const isLeft = right + 2 + label > end;
  return { entry, x, end: x, left: isLeft ? left - label - 2 : left, right, words: right + 2, label, isLeft };
}

/** Put the boxes into rows; `left` found no place. @param {Box[]} boxes @param {number} count @param {Before} before */
function settled(boxes, count, before) {
  const rows = Array.from({ length: count }, () => new Row());
  /** @type {Placed[]} */
  const placed = [];
  /** @param {Box} box @param {number} row @param {number} label */
  const put = ({ entry, x, end, left, right, words, isLeft }, row, label) => {
    rows[row].take(isLeft && !label ? right - MARK : left, isLeft ? right + 2 : Math.max(right + 2, label ? words + label + GAP : 0));
    placed.push({ entry, x, width: end - x, row, label, isLeft });
  };
  /** @param {Box} box @returns {boolean} whether it cannot stay where it stood */
  const again = (box) => {
    const old = before.get(box.entry.id);
    const need = Math.max(box.right, old?.label && !box.isLeft ? box.words + old.label : 0);
    const isFree = old && rows[old.row]?.free(old.label || !box.isLeft ? box.left : box.right - MARK) >= need;
    if (old && isFree) put(box, old.row, old.label);
    return !isFree;
  };
  /** @param {Box} box @returns {boolean} whether it found no row for all its words */
  const whole = (box) => {
    const need = box.isLeft ? box.right : Math.max(box.right, box.words + box.label);
    const row = rows.findIndex((one) => one.free(box.left) >= need);
    if (row >= 0) put(box, row, box.label);
    return row < 0;
  };
  /** @param {number} least pixels of words @returns {(box: Box) => boolean} the same for some words, or none */
  const short = (least) => (box) => {
    const from = box.isLeft ? box.right - MARK : box.left;
    const free = rows.map((one) => one.free(from));
    const row = free.indexOf(Math.max(...free));
    const label = box.isLeft ? 0 : Math.min(free[row] - box.words - GAP, box.label);
    if (!(free[row] >= box.right) || label < least) return true;
    put(box, row, label < LEAST_LABEL ? 0 : label);
    return false;
  };
  const left = boxes.filter(again).filter(whole).filter(short(LEAST_LABEL)).filter(short(-Infinity));
  return { placed, left };
}

/**
 * Neighbours in clusters, none nearer to another than its own width; who is alone stands as a mark.
 * @param {Box[]} boxes @param {import("./scale.js").Scale} scale @param {number} row
 */
function gathered(boxes, scale, row) {
  const wide = MARK * 1.75;
  /** @type {Box[][]} */
  const groups = [];
  const at = (/** @type {Box[]} */ group) => (group[0].x + group[group.length - 1].x) / 2;
  for (const box of [...boxes].sort((one, two) => one.x - two.x)) {
    groups.push([box]);
    for (let [last, before] = groups.slice(-2).reverse(); before && isNear(before, last); [last, before] = groups.slice(-2).reverse()) {
      groups.splice(-2, 2, [...before, ...last]);
    }
  }
  /** @param {Box[]} one @param {Box[]} two */
  function isNear(one, two) {
    return at(two) - at(one) < wide || one.some(({ end }) => end > two[0].x + GAP);
  }
  const alone = groups.flatMap(([{ entry, x, end, isLeft, words, label }, ...others], index) => {
    if (others.length) return [];
    const room = Math.min((groups[index + 1]?.[0].left ?? Infinity) - words - GAP, label);
    return [{ entry, x, width: end - x, row, label: isLeft || room < LEAST_LABEL ? 0 : room, isLeft }];
  });
  const clusters = groups.filter(({ length }) => length > 1).map((group) => {
    const last = Math.max(...group.map(({ end }) => end));
    const isLong = last - group[0].x > wide * 2 && group.some(({ x, end }) => end > x);
    const seen = Math.min(Math.max(at(group), MARK), scale.width - MARK); // what lasts is there as long as it lasts
    return { x: isLong ? Math.min(Math.max(seen, group[0].x), last) : at(group), row, entries: group.map(({ entry }) => entry) };
  });
  return { clusters, alone };
}
