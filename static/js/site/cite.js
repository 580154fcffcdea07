// @ts-check
/** A reference says when its page was read. The page itself does not know, for it is kept: today is put in here. */

export function dateReferences() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-read]"))) {
    const dateStyle = place.dataset.read === "short" ? "short" : "long";
    const today = new Intl.DateTimeFormat(place.lang, { dateStyle }).format(new Date());
    place.textContent = (place.textContent ?? "").replace("{day}", today);
    place.hidden = false;
  }
}
