// @ts-check
/** The way of an opened entry onto the ruler, or off it, to the timeline as one has it. */

const MOST = 2;

/**
 * @param {HTMLElement} card of an entry
 * @param {string} page the address of the timeline
 * @param {() => URLSearchParams} asked what is asked for now, besides an entry
 * @param {string} takeOff what the link says of one that is on it
 */
export function leadBeside(card, page, asked, takeOff) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (card.querySelectorAll("a[data-beside]"))) {
    const lead = () => {
      const now = asked();
      const beside = now.getAll("beside");
      const anchor = link.dataset.beside ?? "";
      const isOn = beside.includes(anchor);
      now.delete("beside");
      for (const one of isOn ? beside.filter((other) => other !== anchor) : [...beside, anchor].slice(-MOST)) now.append("beside", one);
      link.href = `${page}?${now}`;
      if (isOn) link.textContent = takeOff;
    };
    lead();
    link.addEventListener("click", lead); // from where one is by then
  }
}
