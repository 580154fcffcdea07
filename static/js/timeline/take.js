// @ts-check
/** What can be taken along follows what is in view. (It is copied by site/copy.js.) */

/** The query of an address without what only this page shows of it. @param {string} query @param {string[]} names */
const without = (query, ...names) => {
  const asked = new URLSearchParams(query);
  for (const name of names) asked.delete(name);
  return String(asked) && `?${asked}`;
};

/** What the page offers; of an embedded timeline nothing. */
export function take() {
  const section = document.querySelector("[data-take]");
  /** @template {Element} T @param {string} selector @returns {T[]} */
  const all = (selector) => [.../** @type {NodeListOf<T>} */ (section?.querySelectorAll(selector) ?? [])];

  document.addEventListener("timeline:address", (event) => {
    const query = /** @type {CustomEvent<string>} */ (event).detail;
    for (const link of /** @type {HTMLAnchorElement[]} */ (all("a[data-take-query]"))) link.search = without(query, "after");
    for (const field of /** @type {HTMLInputElement[]} */ (all("[data-take-link]")))
      field.value = field.dataset.takeLink + without(query, "after");
    for (const code of /** @type {HTMLTextAreaElement[]} */ (all("[data-take-embed]"))) {
      const address = (code.dataset.takeEmbed + without(query, "after", "entry")).replaceAll("&", "&amp;");
      code.value = code.value.replace(/src="[^"]*"/, () => `src="${address}"`);
    }
  });
}
