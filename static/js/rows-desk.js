// @ts-check
/**
 * Rows that have an order, credits and recipients and lanes, are moved by buttons, by Alt and an arrow, and by hand.
 *
 * The order is a number in each row, which can be typed as well: without this nothing is missing. A field
 * says that it is one by `data-order`, whose value are the words for all this, as JSON.
 */

/** @typedef {{ up: string, down: string, drag: string, moved: string }} Words */

const FIELD = "input[data-order]";
const ROW = "tr, .inline-related";
const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");

/** The rows among which this one stands, as they stand. @param {HTMLElement} row @returns {HTMLElement[]} */
function siblings(row) {
  const rows = /** @type {HTMLElement[]} */ ([...(row.parentElement?.children ?? [])]);
  return rows.filter((one) => one.querySelector(FIELD) && !one.matches(".empty-form"));
}

/** @param {HTMLElement} row @returns {HTMLInputElement} */
const field = (row) => /** @type {HTMLInputElement} */ (row.querySelector(FIELD));

/**
 * Put a row before or after another. The rows between take each other's numbers; where these say no order,
 * all are numbered anew, down to the last that has a number.
 * @param {HTMLElement} row
 * @param {HTMLElement} other
 * @param {boolean} isAfter
 */
function put(row, other, isAfter) {
  if (row === other) return;
  const before = siblings(row);
  const numbers = before.map((one) => field(one).value);
  other[isAfter ? "after" : "before"](row);
  const rows = siblings(row);
  const [first, last] = [before.indexOf(row), rows.indexOf(row)].sort((one, two) => one - two);
  const taken = numbers.slice(first, last + 1);
  const isOrder = taken.every((number, index) => number !== "" && (!index || Number(number) > Number(taken[index - 1])));
  const most = Math.max(numbers.findLastIndex((number) => number !== ""), last);
  rows.forEach((one, index) => {
    if (isOrder ? index < first || index > last : index > most) return;
    const number = field(one);
    number.value = isOrder ? numbers[index] : String(index + 1);
    number.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const words = /** @type {Words} */ (JSON.parse(field(row).dataset.order ?? "{}"));
  live.textContent = words.moved.replace("{place}", String(rows.indexOf(row) + 1)).replace("{count}", String(rows.length));
}

/** @param {HTMLElement} row @param {number} step */
function move(row, step) {
  const rows = siblings(row);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  put(row, other, step > 0);
  focused.focus(); // it was taken away with its row for a moment
}

/** @param {string} label @param {string} sign @param {() => void} act */
function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "row-move";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.textContent = sign;
  made.addEventListener("click", act);
  return made;
}

/** @type {HTMLElement | null} */
let dragged = null;

/** @param {HTMLElement} row */
function equip(row) {
  if (row.querySelector(".row-moves") || row.matches(".empty-form")) return;
  const number = field(row);
  const words = /** @type {Words} */ (JSON.parse(number.dataset.order ?? "{}"));
  const moves = document.createElement("span");
  const handle = document.createElement("span");
  moves.className = "row-moves";
  handle.className = "row-handle";
  handle.draggable = true;
  handle.title = words.drag;
  handle.textContent = "⠿";
  handle.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer?.setDragImage(row, 0, 0);
  });
  handle.addEventListener("dragend", () => (dragged = null));
  moves.append(handle, button(words.up, "↑", () => move(row, -1)), button(words.down, "↓", () => move(row, 1)));
  number.after(moves);
}

function equipAll() {
  for (const number of document.querySelectorAll(FIELD)) {
    const row = /** @type {HTMLElement | null} */ (number.closest(ROW));
    const isPartOfList = row?.closest("#result_list") && location.search; // a search, or another order
    if (row && !isPartOfList) equip(row);
  }
}

/**
 * A new row is taken away: Django then numbers the forms as they stand, and those that are stored have to come first.
 * Afterwards they stand in their order again.
 */
function settle() {
  for (const list of new Set([...document.querySelectorAll(FIELD)].map((one) => one.closest(ROW)?.parentElement))) {
    const first = list?.querySelector(FIELD)?.closest(ROW);
    if (!list || !first) continue;
    const rows = siblings(/** @type {HTMLElement} */ (first));
    const place = document.createComment("");
    first.before(place);
    place.after(...rows.filter((row) => row.matches(".has_original")), ...rows.filter((row) => !row.matches(".has_original")));
    const number = (/** @type {HTMLElement} */ row) => Number(field(row).value || Infinity);
    setTimeout(() => {
      place.after(...rows.filter((row) => row.isConnected).sort((one, two) => number(one) - number(two) || 0));
      place.remove();
    });
  }
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const target = /** @type {HTMLElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest(ROW));
  if (!event.altKey || !step || !row?.querySelector(".row-moves") || !target.closest(".row-moves, [data-order]")) return;
  event.preventDefault();
  move(row, step);
});

document.addEventListener("dragover", (event) => {
  const over = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(ROW));
  if (dragged && over?.parentElement === dragged.parentElement && over?.querySelector(FIELD)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const over = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(ROW));
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const rows = siblings(dragged);
  put(dragged, over, rows.indexOf(over) > rows.indexOf(dragged));
});

document.addEventListener("formset:added", () => setTimeout(equipAll));
document.addEventListener("formset:removed", settle);
document.body.append(live);
equipAll();
