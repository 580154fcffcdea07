// @ts-check
/**
 * The form behind “Display”. It shows what preferences.js has applied, keeps what is chosen in this
 * browser's localStorage, and tells preferences.js as another tab would: by a storage event. It closes
 * when the keyboard walks on.
 */

const KEY = "display";

/** @param {HTMLFormElement} shown */
function show(shown) {
  const { theme = "", size = "", motion = "" } = document.documentElement.dataset;
  for (const [name, value] of Object.entries({ theme, size, motion })) {
    const options = shown.elements.namedItem(name);
    if (options instanceof RadioNodeList) options.value = value;
  }
}

/** @param {HTMLFormElement} filled */
function keep(filled) {
  const chosen = [...new FormData(filled)].filter(([, value]) => value);
  const text = chosen.length ? JSON.stringify(Object.fromEntries(chosen)) : null;
  try {
    if (text) localStorage.setItem(KEY, text);
    else localStorage.removeItem(KEY);
  } catch {
    // Where nothing may be kept, the choice holds for this page.
  }
  dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: text }));
}

export function offerDisplay() {
  const place = document.querySelector(".preferences");
  const form = place?.querySelector("form");
  if (!place || !form) return;
  show(form);
  form.addEventListener("change", () => keep(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("storage", () => show(form));
  addEventListener("pageshow", () => show(form));
  document.addEventListener("focusin", ({ target }) => {
    if (!place.contains(/** @type {Element} */ (target))) form.hidePopover?.();
  });
  place.removeAttribute("hidden");
}
