// @ts-check
/**
 * The timeline's two faces: an instrument where there is room for lanes, a strip on a phone.
 *
 * The page is whole without either; each loads only when the window is its own. The instrument begins as soon as
 * its section is there, before the list below it: what it needs of that, it looks for when it needs it.
 */

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-timeline]"));
const narrow = matchMedia("(width < 48rem)");
let stop = () => {};
let turn = 0;

/** @param {string} id */
const said = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

/** Whether a sheet is there, with those that it gathers. @param {HTMLLinkElement} link */
const isThere = (link) => link.sheet && [...link.sheet.cssRules].every((rule) => /** @type {any} */ (rule).styleSheet !== null);

/** Sizes are measured: without styles they would be wrong. */
const styled = () =>
  Promise.all(
    [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("head > link[rel=stylesheet]"))].map(
      (link) => isThere(link) || link.media === "print" || new Promise((done) => link.addEventListener("load", done, { once: true })),
    ),
  );

const parsed = () =>
  document.readyState === "loading" && new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));

async function begin() {
  stop();
  stop = () => {};
  const mine = ++turn;
  const face = narrow.matches ? await import("./timeline/strip.js") : await import("./timeline/instrument.js");
  await Promise.race([styled(), parsed()]); // a sheet that is lost is not waited for
  if (narrow.matches || location.search.includes("entry=")) await parsed();
  if (mine === turn && section) stop = face.start(section, said("timeline-window"), said("timeline-words"));
}

if (section) {
  narrow.addEventListener("change", begin);
  begin();
}
