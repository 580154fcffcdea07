// @ts-check
/**
 * The timeline's two faces: an instrument where there is room for lanes, a strip on a phone.
 *
 * The page is whole without either; each loads only when the window is its own.
 */

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-timeline]"));
const narrow = matchMedia("(width < 48rem)");
let stop = () => {};
let turn = 0;

/** @param {string} id */
const said = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

async function begin() {
  stop();
  stop = () => {};
  const mine = ++turn;
  const face = narrow.matches ? await import("./timeline/strip.js") : await import("./timeline/instrument.js");
  if (mine === turn && section) stop = face.start(section, said("timeline-window"), said("timeline-words"));
}

if (section) {
  narrow.addEventListener("change", begin);
  begin();
}
