// @ts-check
/** Lists that lie on top until they are closed, loaded by who asks for one: the keys, the entries of a cluster. */

import { button, counted, element, tongue } from "./dom.js";

/** Of each row of help: its keys, and the key of its words. */
const HELP = [
  ["← →", "helpAlong"],
  ["↑ ↓", "helpAcross"],
  ["Home End", "helpEnds"],
  ["Enter", "helpOpen"],
  ["+ −", "helpZoom"],
  ["0", "helpWhole"],
  ["PageUp PageDown Shift+← Shift+→", "helpPan"],
  ["Alt+↑ Alt+↓", "helpMove"],
  ["/", "helpSearch"],
  ["Esc", "helpClose"],
  ["?", "help"],
];

/** Closed by its button, beside it, or by Escape. @param {string} title @param {string} close @param {HTMLElement} list */
function show(title, close, list) {
  const end = button(close, "button");
  const made = element("dialog", "help", { "aria-label": title, autofocus: "", tabindex: "-1" }, element("h2", "help__title", {}, title), list, end);
  end.addEventListener("click", () => made.close());
  made.addEventListener("click", ({ target }) => target === made && made.close());
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}

/** @param {Record<string, any>} words */
export function help(words) {
  const list = element("dl", "help__list");
  for (const [keys, word] of HELP) {
    const names = keys.split(/\s+/).map((key) => element("kbd", "", {}, key));
    list.append(element("dt", "", {}, ...names.flatMap((name) => [name, " "])), element("dd", "", {}, words[word]));
  }
  show(words.keys, words.close, list);
}

/**
 * @param {import("./layout.js").Entry[]} entries @param {Record<string, any>} words @param {string} language
 * @param {(id: string) => void} open
 */
export function cluster(entries, words, language, open) {
  const list = element("ul", "cluster__list", { role: "list" });
  const opened = show(counted(words.entries, entries.length, language), words.close, list);
  for (const entry of entries) {
    const link = element("a", "", { href: /** @type {any} */ (entry).url, ...tongue(entry) }, entry.title);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      opened.close();
      open(entry.id);
    });
    list.append(element("li", "", {}, element("span", "cluster__date", {}, entry.words), link));
  }
}
