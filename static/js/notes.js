// @ts-check
/**
 * Evidence notes: the browser opens and closes them by itself. This opens the one that the address
 * names, keeps its sentence in sight where the note is a sheet at the foot of the window, and closes
 * it when the keyboard walks on, so that it never lies over what has the focus.
 */

const ROOM = 16;
const hasPopovers = "popover" in HTMLElement.prototype;

/** @param {Element} note */
function markOf(note) {
  return /** @type {HTMLElement | null} */ (document.querySelector(`.note-mark[popovertarget="${note.id}"]`));
}

/** Scroll just so far that `mark` is not behind `note`. */
function uncover(/** @type {HTMLElement} */ mark, /** @type {HTMLElement} */ note) {
  const line = mark.getBoundingClientRect();
  const sheet = note.getBoundingClientRect();
  if (line.right > sheet.left && line.left < sheet.right && line.bottom + ROOM > sheet.top)
    window.scrollBy({ top: line.bottom + ROOM - sheet.top });
}

function openNamed(/** @type {string} */ hash) {
  const note = document.getElementById(hash.slice(1));
  const mark = note?.matches(".note") ? markOf(note) : null;
  if (!note || !mark || note.matches(":popover-open")) return;
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  mark.focus({ preventScroll: true });
  /** @type {any} its `source` is newer than TypeScript's list */ (note).showPopover({ source: mark });
}

document.addEventListener(
  "toggle",
  (event) => {
    const note = /** @type {HTMLElement} */ (event.target);
    if (!hasPopovers || !note.matches(".note:popover-open")) return;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const mark = focused?.matches(".note-mark") ? focused : markOf(note);
    if (mark) uncover(mark, note);
  },
  true,
);

/* The number in a note leads back to its mark: close the note and stand there. */
document.addEventListener("click", (event) => {
  if (!hasPopovers) return;
  const number = /** @type {Element} */ (event.target).closest(".note:popover-open .note__number");
  if (!number) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (number.closest(".note")).hidePopover();
});

/** Close the open note, unless the focus is in it or on one of its marks. */
function closeLeft(/** @type {FocusEvent} */ { target }) {
  const note = /** @type {HTMLElement | null} */ (document.querySelector(".note:popover-open"));
  const focused = /** @type {Element} */ (target);
  if (note && !note.contains(focused) && focused.getAttribute("popovertarget") !== note.id) note.hidePopover();
}

/* Not before the browser has gone to the address itself: that would take the focus away again. */
if (hasPopovers) {
  const asked = location.hash;
  document.addEventListener("focusin", closeLeft);
  addEventListener("hashchange", () => openNamed(location.hash));
  addEventListener("load", () => requestAnimationFrame(() => openNamed(asked)));
}
