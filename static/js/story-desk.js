// @ts-check
/**
 * The composition of a story by keyboard as well as by mouse, under a strict content policy.
 *
 * Runs before the content editor: both are modules, and modules run in the order of the page.
 */

/** @typedef {{ add: string, up: string, down: string, open: string, moved: string }} Words */

const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");

const nonced = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"));
const createElement = document.createElement;

/* The two editors put a small <style> into the page; the policy allows it by this response's nonce. */
document.createElement = (/** @type {string} */ name, /** @type {ElementCreationOptions} */ options) => {
  const element = createElement.call(document, name, options);
  if (name === "style") element.nonce = nonced?.nonce ?? "";
  return element;
};

/* The editor returns to where the curator was; what was refused stands above, and is read first. */
if (document.querySelector(".errornote, .messagelist :is(.error, .warning)")) {
  const place = new URLSearchParams(location.hash.slice(1));
  if (place.has("scrollY")) {
    place.delete("scrollY");
    history.replaceState(null, "", `#${place}`);
  }
}

/* Whoever has never chosen sees the heads of the blocks: the table of contents of the story. */
const COLLAPSE = "ContentEditor:collapseAll";
if (localStorage.getItem(COLLAPSE) === null) localStorage.setItem(COLLAPSE, "true");

/** @returns {HTMLElement[]} the blocks as they stand on the page */
function blocks() {
  const found = [...document.querySelectorAll(".order-machine .inline-related:not(.empty-form)")];
  return /** @type {HTMLElement[]} */ (found).sort((a, b) => Number(a.style.order) - Number(b.style.order));
}

/**
 * Exchange a block with its neighbour and number all blocks anew, as the editor does after a drag.
 * @param {HTMLElement} block
 * @param {number} step -1 for up, 1 for down
 * @param {Words} words
 */
function move(block, step, words) {
  const order = blocks();
  const from = order.indexOf(block);
  const to = from + step;
  if (to < 0 || to >= order.length) return;
  order.splice(to, 0, ...order.splice(from, 1));
  order.forEach((each, index) => {
    const ordering = /** @type {HTMLInputElement} */ (each.querySelector(".order-machine-ordering"));
    ordering.value = each.style.order = String(10 * (index + 1));
  });
  block.scrollIntoView({ block: "nearest" });
  live.textContent = words.moved.replace("{place}", String(to + 1)).replace("{count}", String(order.length));
}

/**
 * @param {string} className
 * @param {string} label
 * @param {string} text
 * @param {(event: Event) => void} act
 */
function button(className, label, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.textContent = text;
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    act(event);
  });
  return made;
}

/**
 * Give a block's head buttons for what the mouse does by clicking and dragging.
 * @param {HTMLElement} block
 * @param {Words} words
 */
function equip(block, words) {
  const head = block.querySelector(":scope > h3");
  if (!head || head.querySelector(".block-move")) return;
  const moves = document.createElement("span");
  moves.className = "block-moves";
  moves.append(
    button("block-move", words.up, "↑", (event) => {
      move(block, -1, words);
      /** @type {HTMLElement} */ (event.currentTarget).focus();
    }),
    button("block-move", words.down, "↓", (event) => {
      move(block, 1, words);
      /** @type {HTMLElement} */ (event.currentTarget).focus();
    }),
    button("block-move block-move--open", words.open, "↕", () => {
      /** @type {HTMLElement} */ (head.querySelector(".inline_label")).click();
    }),
  );
  head.querySelector(".inline_label")?.after(moves);
}

/** Let Enter and Space press what the editor made clickable only. */
function pressable(/** @type {Element} */ element, /** @type {string} */ label) {
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "0");
  if (label) element.setAttribute("aria-label", label);
}

/** Open the block of the field that the address names, and go there: what is not ready leads to it. */
function reveal() {
  const field = document.getElementById(location.hash.slice(1));
  const block = field?.closest(".inline-related");
  if (!field || !block) return;
  if (block.classList.contains("collapsed"))
    /** @type {HTMLElement | null} */ (block.querySelector(":scope > h3 .inline_label"))?.click();
  const row = field.closest(".form-row") ?? field;
  const seen = row.querySelector(".select2-selection, .ProseMirror, input:not([type=hidden]), textarea, select");
  /** @type {HTMLElement} */ (seen ?? field).focus();
  row.scrollIntoView({ block: "center" });
}

document.addEventListener("content-editor:ready", () => {
  /** @type {Words} */
  const words = JSON.parse(document.getElementById("story-desk-words")?.textContent ?? "{}");
  const refresh = () => {
    for (const block of blocks()) equip(block, words);
    for (const target of document.querySelectorAll(".order-machine-insert-target:not([tabindex])"))
      pressable(target, words.add);
    for (const kind of document.querySelectorAll(".plugin-buttons .plugin-button:not([tabindex])")) pressable(kind, "");
  };
  refresh();
  document.body.append(live);
  reveal();
  addEventListener("hashchange", reveal);
  document.addEventListener("formset:added", () => setTimeout(refresh));
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if ((event.key === "Enter" || event.key === " ") && target.matches(".order-machine-insert-target, .plugin-button")) {
      event.preventDefault();
      target.click();
      if (target.matches(".order-machine-insert-target"))
        /** @type {HTMLElement | null} */ (document.querySelector(".plugin-buttons .plugin-button"))?.focus();
    }
  });
});
