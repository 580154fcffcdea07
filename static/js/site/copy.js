// @ts-check
/** What a page offers to be copied, a field or a text, is copied by its button, where the browser lets it. */

const COPIED = 2000; // milliseconds in which a button says that it is done

/** Selects what is to be copied and returns it: where copying is refused, it is done by hand. @param {HTMLElement} from */
function selected(from) {
  if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) {
    from.select();
    return from.value;
  }
  getSelection()?.selectAllChildren(from);
  return from.innerText;
}

/** Copies at each click, and says so on the button and to who hears the page. @param {HTMLButtonElement} button */
function copyAt(button) {
  const words = button.textContent;
  const said = button.closest(":has([role=status])")?.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy ?? "");
    if (!from) return;
    try {
      await navigator.clipboard.writeText(selected(from));
    } catch {
      return;
    }
    button.textContent = button.dataset.copied ?? "";
    if (said) said.textContent = button.textContent;
    setTimeout(() => {
      button.textContent = words;
      if (said) said.textContent = "";
    }, COPIED);
  });
}

export function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) copyAt(button);
}
