// @ts-check
/**
 * Suggestions under the line in which a visitor writes: names that begin so. The arrow keys go through them, Enter
 * opens the one that is marked and else sends the question, Escape closes. Without this, or where the museum cannot
 * be reached, the form does its work alone. In a frozen copy, files answer what the server would.
 */

const WAIT = 120;

const form = /** @type {HTMLFormElement} */ (document.querySelector(".search__form"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("search-text"));
const list = document.createElement("div");
const voice = document.createElement("p");

let marked = -1;
let asked = "";
let timer = 0;
/** @type {AbortController | undefined} */
let asking;

/** @returns {HTMLElement[]} */
const options = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[role=option]"))];

function close() {
  list.hidden = true;
  marked = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(/** @type {number} */ place) {
  const all = options();
  marked = (place + all.length) % all.length;
  all.forEach((option, number) => option.setAttribute("aria-selected", String(number === marked)));
  input.setAttribute("aria-activedescendant", all[marked].id);
  all[marked].scrollIntoView({ block: "nearest" });
}

/** @param {{ title: string, language: string, kind: string, url: string }} one */
function option(one, /** @type {number} */ number) {
  const link = document.createElement("a");
  link.className = "suggestions__one";
  link.id = `suggestion-${number}`;
  link.href = one.url;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  const title = document.createElement("span");
  title.lang = one.language;
  title.textContent = one.title;
  const kind = document.createElement("span");
  kind.className = "suggestions__kind";
  kind.textContent = one.kind;
  link.append(title, " ", kind);
  return link;
}

/** @type {(text: string, signal: AbortSignal) => Promise<{ title: string, language: string, kind: string, url: string }[]>} */
let names = async (text, signal) => {
  const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`, { signal });
  return answer.ok ? (await answer.json()).suggestions : [];
};

async function suggest() {
  const text = input.value.trim();
  asking?.abort();
  asked = text;
  if (text.length < 2) return close();
  asking = new AbortController();
  try {
    const suggestions = await names(text, asking.signal);
    if (asked !== input.value.trim() || document.activeElement !== input) return;
    list.replaceChildren(...suggestions.map(option));
    if (!suggestions.length) return close();
    marked = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    voice.textContent = String(form.dataset.heard).replace("{count}", String(suggestions.length));
  } catch {
    close();
  }
}

function press(/** @type {KeyboardEvent} */ event) {
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(marked < 0 && step < 0 ? -1 : marked + step);
  } else if (event.key === "Enter" && !list.hidden && marked >= 0) {
    event.preventDefault();
    options()[marked].click();
  }
}

if (form?.dataset.suggestions) {
  list.className = "suggestions";
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", String(input.labels?.[0].textContent));
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  input.after(list);
  form.append(voice);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(suggest, WAIT);
  });
  input.addEventListener("keydown", press);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked = ""; // what is on its way comes too late
    close();
  });
  input.addEventListener("blur", () => window.setTimeout(() => list.contains(document.activeElement) || close(), 150));
  if (form.dataset.suggestions.endsWith("table.json"))
    import("./search/frozen.js").then(({ open }) => (names = open(form, input))); // files answer, in a copy
  if (!input.value && window.matchMedia("(hover: hover)").matches && location.hash === "") input.focus({ preventScroll: true });
}
