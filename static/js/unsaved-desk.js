// @ts-check
/**
 * Who leaves a form with words that are not saved is asked first.
 *
 * A form that came back with errors holds such words from the start. What only looks, as the preview does, sends the
 * form elsewhere and saves nothing.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#content-main > form"));

if (form && form.method === "post" && form.querySelector(".submit-row [type=submit]")) {
  let isUnsaved = Boolean(form.querySelector(".errornote"));
  let isTouched = false; // before, editors only set themselves up
  const change = (/** @type {{ target: any }} */ { target }) => {
    if (isTouched && !target.closest(".preview")) isUnsaved = true;
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (isTouched = true), { capture: true });
  form.addEventListener("input", change);
  form.addEventListener("change", change);
  /** @type {any} */ (window).django?.jQuery(form).on("change", change); // of select2, which no other listener hears
  form.addEventListener("submit", (event) => {
    const by = /** @type {HTMLButtonElement | HTMLInputElement | null} */ (event.submitter);
    if (!by?.formTarget) isUnsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });
}
