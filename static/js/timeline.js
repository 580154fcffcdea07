// @ts-check
/**
 * The timeline's two faces: an instrument where there is room for lanes, a strip on a phone.
 *
 * The page is whole without either; each loads only when the window is its own. The instrument begins as soon as
 * its section is there, before the list below it: what it needs of that, it looks for when it needs it.
 */

import { take } from "./timeline/take.js";

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-timeline]"));
const narrow = matchMedia("(width < 48rem)");
let stop = () => {};
let turn = 0;

/** @param {string} id */
const said = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

/** One of these events. @param {EventTarget} target @param {string[]} names */
const once = (target, ...names) => new Promise((done) => names.forEach((name) => target.addEventListener(name, done, { once: true })));

/** Whether a sheet is there, with those that it gathers, or lost for good. @param {HTMLLinkElement} link */
function isThere({ sheet }) {
  try {
    return sheet && [...sheet.cssRules].every((rule) => /** @type {any} */ (rule).styleSheet !== null);
  } catch {
    return true; // what did not come may not be read
  }
}

/** Sizes are measured: without styles they would be wrong. */
const styled = () =>
  Promise.all(
    [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("head > link[rel=stylesheet]"))].map(
      (link) => isThere(link) || link.media === "print" || once(link, "load", "error"),
    ),
  );

const parsed = () => document.readyState === "loading" && once(document, "DOMContentLoaded");

/** In a frozen copy, files answer what the server would. */
const served = async () => section && "frozen" in section.dataset && (await import("./timeline/frozen.js")).serve(section);

/** All that the page asked for has come, or is lost: not every browser tells of a sheet that it is. */
const whole = () => document.readyState === "complete" || once(window, "load");

async function begin() {
  stop();
  stop = () => {};
  const mine = ++turn;
  await served();
  const face = narrow.matches ? await import("./timeline/strip.js") : await import("./timeline/instrument.js");
  await Promise.race([styled(), whole()]);
  if (narrow.matches || location.search.includes("entry=")) await parsed();
  if (mine === turn && section) stop = face.start(section, said("timeline-window"), said("timeline-words"));
}

if (section) {
  narrow.addEventListener("change", begin);
  begin();
  Promise.resolve(parsed()).then(take);
}
