// @ts-check
/**
 * Before printing, the addresses of all sources are gathered into one numbered list at the end, each once; in the
 * text a source carries its number, and every sheet but the first is headed by the page's title. Without this, each
 * address is printed where its source is named.
 */

/**
 * An address with its own letters instead of %D0%BC, where it can be read so.
 * @param {string} address
 */
function readable(address) {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** @param {HTMLElement} place */
function gather(place) {
  place.querySelector(".sources")?.remove();
  /** @type {Map<string, HTMLAnchorElement[]>} */
  const sources = new Map();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("main a.source[href^=http]"))) {
    sources.set(link.href, [...(sources.get(link.href) ?? []), link]);
  }
  if (!sources.size) return;
  const list = document.createElement("ol");
  for (const [address, links] of sources) {
    const number = String(list.children.length + 1);
    for (const link of links) link.dataset.number = number;
    const item = document.createElement("li");
    const title = document.createElement("span");
    title.lang = links[0].lang;
    title.textContent = links[0].textContent;
    const where = document.createElement("span");
    where.className = "sources__address";
    where.textContent = readable(address).replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
    item.append(`${number}. `, title, " ", where);
    list.append(item);
  }
  const section = document.createElement("section");
  section.className = "sources";
  const heading = document.createElement("h2");
  heading.textContent = place.dataset.sources ?? "";
  section.append(heading, list);
  place.prepend(section);
}

export function gatherSources() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-sources]"));
  if (!place) return;
  addEventListener("beforeprint", () => {
    gather(place);
    document.documentElement.style.setProperty("--head", JSON.stringify(document.title));
  });
}
