// @ts-check
/* What the visitor chose under “Display”, on the root before the first paint. Nothing is sent. */
(() => {
  const CHOICES = { theme: ["light", "dark"], size: ["large", "largest"], motion: ["reduced"] };
  const { dataset } = document.documentElement;

  /** @param {string | null} text */
  function apply(text) {
    /** @type {any} */
    let chosen;
    try {
      chosen = JSON.parse(text || "null");
    } catch {}
    for (const [name, values] of Object.entries(CHOICES)) {
      delete dataset[name];
      if (values.includes(chosen?.[name])) dataset[name] = chosen[name];
    }
    /** @type {NodeListOf<HTMLMetaElement>} */
    const papers = document.querySelectorAll("meta[name=theme-color]");
    CHOICES.theme.forEach((name, place) => {
      const own = dataset.theme && (dataset.theme === name ? "all" : "not all");
      papers[place]?.setAttribute("media", own || `(prefers-color-scheme: ${name})`);
    });
  }

  function recall() {
    try {
      apply(localStorage.getItem("display"));
    } catch {}
  }

  if (location.protocol === "file:") dataset.still = ""; // a copy on a disk: browsers run no modules there

  addEventListener("storage", ({ key, newValue }) => {
    if (key === "display" || !key) apply(newValue);
  });
  addEventListener("pageshow", recall);
  recall();
})();

/* Who leaves faster than a picture grows into its page: that the browser gives up the transition is no
   error. It may do so before any module runs. */
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof DOMException && event.reason.message.startsWith("Transition was")) event.preventDefault();
});
