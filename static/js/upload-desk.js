// @ts-check
/**
 * Pictures are dropped on the page or chosen, and each is sent by itself while words are written beside it.
 *
 * Two are on their way at once. What goes wrong is said beside the file, with what can be done about it. Without
 * this the form sends all files together, and the server answers with the same cards.
 */

/**
 * A file, its card, and how far it is.
 * @typedef {{ key: string, file: File, card: HTMLElement, isTwice: boolean, request: XMLHttpRequest | null,
 *   state: "waits" | "sent" | "here" | "stopped" }} Sending
 */

const MOST_AT_ONCE = 2;
const THUMBNAIL = 400; // pixels, as wide as the server's own

const form = /** @type {HTMLFormElement} */ (document.getElementById("upload_form"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("id_files"));
const mould = /** @type {HTMLTemplateElement} */ (document.getElementById("upload-card"));
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (form.querySelector(name));
const [list, written] = [".upload-cards", ".upload-words"].map(part);
const [report, halt, hint] = [".upload-files__status", ".upload-files__halt", ".upload-files__drop"].map(part);
const words = JSON.parse(form.dataset.words ?? "{}");

/** @type {Sending[]} */
const sendings = [];
let isLeaving = false;
let drawing = Promise.resolve();

/** @param {string} text @param {Record<string, string | number>} values */
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name]));

/** Where the browser has a newer token than the page: somebody signed in in another window. */
function token() {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[name=csrfmiddlewaretoken]"));
  const cookie = /(?:^|; )(?:__Host-)?csrftoken=(\w+)/.exec(document.cookie);
  if (cookie) field.value = cookie[1];
  return field.value;
}

/** Whether somebody has written in a card, or in the form. @param {ParentNode} place */
function isWritten(place) {
  const fields = /** @type {HTMLInputElement[]} */ ([...place.querySelectorAll("textarea, input:not([type=checkbox], [type=file])")]);
  const choices = [...place.querySelectorAll("select")];
  return fields.some((field) => field.value !== field.defaultValue) || choices.some((one) => !one.selectedOptions[0]?.defaultSelected);
}

/** @param {Sending} sending */
const isOnItsWay = (sending) => sending.state === "waits" || sending.state === "sent";

/** How far all is; the latest news first. @param {string} [news] */
function tell(news = "") {
  const here = sendings.filter((one) => one.state === "here").length;
  const refused = sendings.filter((one) => one.state === "stopped").length;
  const parts = [news];
  if (sendings.length) parts.push(say(words.progress, { here, count: sendings.length }));
  if (refused) parts.push(say(words.refused, { count: refused }));
  report.textContent = parts.filter(Boolean).join(" ");
  written.hidden = !list.childElementCount;
  halt.hidden = !sendings.some(isOnItsWay);
}

/** @param {string} text @param {string} name @param {() => void} act */
function button(text, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "upload-card__act";
  made.textContent = text;
  made.setAttribute("aria-label", say(words.named, { action: text, name }));
  made.addEventListener("click", act);
  return made;
}

/** Take a card away, and the file behind it; the next one is then where the reader is. @param {HTMLElement} card */
async function remove(card) {
  const name = card.dataset.name ?? "";
  if (isWritten(card) && !confirm(say(words.sure, { name }))) return;
  const sending = sendings.find((one) => one.card === card);
  if (!sending || sending.state === "here") {
    const address = form.dataset.throwAwayAddress?.replace("/0/", `/${card.id.replace("picture-", "")}/`) ?? "";
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token() } }).catch(() => null);
    const isGone = answer?.status === 404 || (answer?.ok && !answer.redirected); // not to the page for signing in
    if (!isGone) return tell(answer ? words.unknown : words.lost);
  }
  const next = card.nextElementSibling ?? card.previousElementSibling;
  if (sending) sendings.splice(sendings.indexOf(sending), 1);
  sending?.request?.abort();
  card.remove();
  tell(say(words.removed, { name }));
  /** @type {HTMLElement} */ (next?.querySelector(".upload-card__remove") ?? input).focus();
  proceed();
}

/** @param {HTMLElement} card */
function equip(card) {
  const made = button(words.remove, card.dataset.name ?? "", () => remove(card));
  made.classList.add("upload-card__remove");
  card.querySelector(".upload-card__throw")?.remove(); // the way without a script
  card.querySelector(".upload-card__words")?.append(made);
}

/** Show how far a file is. @param {Sending} sending @param {string} text @param {number} [percent] @param {HTMLElement[]} [acts] */
function show(sending, text, percent, acts = []) {
  const { card, file } = sending;
  const state = /** @type {HTMLElement} */ (card.querySelector(".upload-card__state"));
  let bar = state.querySelector("progress");
  if (percent === undefined) bar?.remove();
  else {
    if (!bar) {
      bar = document.createElement("progress");
      bar.max = 100;
      bar.setAttribute("aria-label", file.name);
      state.prepend(bar);
    }
    bar.value = percent;
  }
  const said = /** @type {HTMLElement} */ (state.querySelector(".upload-card__said"));
  if (said.textContent !== text) said.textContent = text;
  card.classList.toggle("upload-card--stopped", sending.state === "stopped");
  card.classList.remove("upload-card--bare");
  const isFocused = state.contains(document.activeElement);
  for (const old of state.querySelectorAll("button, a")) old.remove();
  said.after(...acts);
  if (isFocused) /** @type {HTMLElement} */ (card.querySelector("textarea"))?.focus();
}

/**
 * A file is not here: say why, and what can be done.
 * @param {Sending} sending @param {string} text @param {HTMLElement[]} acts
 */
function stop(sending, text, acts) {
  sending.state = "stopped";
  sending.request = null;
  show(sending, text, undefined, acts);
  tell(`${sending.file.name}: ${text}`);
  proceed();
}

/** @param {Sending} sending */
const again = (sending) => button(words.again, sending.file.name, () => enqueue(sending));

/** @param {Sending} sending */
function other(sending) {
  return button(words.other, sending.file.name, () => {
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.accept = input.accept;
    chooser.addEventListener("change", () => {
      if (!chooser.files?.[0]) return;
      sending.file = chooser.files[0];
      label(sending);
      enqueue(sending);
    });
    chooser.click();
  });
}

/** @param {Sending} sending @param {{ name: string, address: string } | null} twin @param {string} text */
function refuse(sending, text, twin) {
  const acts = /** @type {HTMLElement[]} */ ([other(sending)]);
  if (twin) {
    const link = document.createElement("a");
    link.href = twin.address;
    link.textContent = twin.name;
    link.target = twin.address.includes("#") ? "" : "_blank"; // what is written here stays
    const take = () => ((sending.isTwice = true), enqueue(sending));
    acts.unshift(link, button(words.twice, sending.file.name, take));
  }
  stop(sending, text, acts);
  sending.card.classList.toggle("upload-card--bare", !isWritten(sending.card)); // no words are needed now
}

/** @param {Sending} sending */
function send(sending) {
  const { file, card, key } = sending;
  const request = new XMLHttpRequest();
  const body = new FormData();
  const twice = /** @type {HTMLInputElement} */ (form.elements.namedItem("twice"));
  sending.request = request;
  sending.state = "sent";
  body.append("key", key);
  if (sending.isTwice || twice.checked) body.append("twice", "on");
  body.append("files", file);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    show(sending, percent < 100 ? say(words.sent, { percent }) : words.checked, percent);
  });
  request.addEventListener("load", () => {
    let answer = /** @type {any} */ (null);
    try {
      answer = JSON.parse(request.responseText);
    } catch {} // a page: of a signed-out visitor, or of a server in front
    if (answer?.slug) arrive(sending, answer.slug);
    else if (answer?.words && request.status >= 500) stop(sending, answer.words, [again(sending)]); // no fault of the file
    else if (answer?.words) refuse(sending, answer.words, answer.twin ?? null);
    else if (request.status === 413) refuse(sending, words.large, null);
    else stop(sending, words.unknown, [again(sending)]);
  });
  request.addEventListener("error", () => stop(sending, words.lost, [again(sending)]));
  request.open("POST", form.dataset.fileAddress ?? "");
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", token());
  request.send(body);
}

/** @param {Sending} sending @param {string} slug */
function arrive(sending, slug) {
  const field = /** @type {HTMLInputElement} */ (sending.card.querySelector("[name$=-slug]"));
  const isUntouched = field.value === field.defaultValue;
  field.defaultValue = slug;
  if (isUntouched) field.value = slug;
  sending.state = "here";
  sending.request = null;
  show(sending, words.here);
  tell();
  proceed();
}

/** Send what waits, not too much at once. */
function proceed() {
  while (sendings.filter((one) => one.state === "sent").length < MOST_AT_ONCE) {
    const sending = sendings.find((one) => one.state === "waits");
    if (!sending) return;
    send(sending);
  }
}

/** @param {Sending} sending */
function enqueue(sending) {
  if (sending.file.size > Number(input.dataset.mostBytes)) return refuse(sending, words.large, null);
  sending.state = "waits";
  show(sending, words.waits, 0);
  tell();
  proceed();
}

/** Draw a file beside its words, one at a time: a large picture takes much memory. @param {Sending} sending */
function draw({ file, card }) {
  drawing = drawing
    .then(async () => {
      const bitmap = await createImageBitmap(file, { resizeWidth: THUMBNAIL, resizeQuality: "medium" });
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
      bitmap.close();
      card.querySelector(".upload-card__picture")?.replaceChildren(canvas);
    })
    .catch(() => {}); // the server says what is wrong with it
}

/** @param {Sending} sending */
function label(sending) {
  const { card, file } = sending;
  card.dataset.name = file.name;
  /** @type {HTMLElement} */ (card.querySelector(".upload-card__name")).textContent = file.name;
  card.querySelector(".upload-card__remove")?.setAttribute("aria-label", say(words.named, { action: words.remove, name: file.name }));
  if (file.size <= Number(input.dataset.mostBytes)) draw(sending);
}

/** @param {Iterable<File>} files */
function take(files) {
  for (const file of files) {
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const holder = document.createElement("template");
    holder.innerHTML = mould.innerHTML.replaceAll("__key__", key);
    const card = /** @type {HTMLElement} */ (holder.content.firstElementChild);
    const sending = /** @type {Sending} */ ({ key, file, card, isTwice: false, request: null, state: "waits" });
    list.append(card);
    sendings.push(sending);
    label(sending);
    equip(card);
    enqueue(sending);
  }
}

input.addEventListener("change", () => {
  take([...(input.files ?? [])]);
  input.value = ""; // they are sent already
});

const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
for (const kind of ["dragenter", "dragover", "dragleave", "drop", "dragend"]) {
  document.addEventListener(kind, (event) => {
    if (!carriesFiles(/** @type {DragEvent} */ (event))) return;
    event.preventDefault();
    const isOver = kind === "dragover" || kind === "dragenter";
    part(".upload-files").classList.toggle("upload-files--over", isOver);
  });
}
document.addEventListener("drop", (event) => {
  const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile()?.name ?? "");
  take([...(event.dataTransfer?.files ?? [])].filter((file) => !folders.includes(file.name)));
  if (folders.length) tell(say(words.folder, { name: folders[0] }));
});

halt.addEventListener("click", () => {
  for (const sending of sendings.filter(isOnItsWay).reverse()) {
    sending.request?.abort();
    stop(sending, words.stopped, [again(sending)]);
  }
  input.focus();
});

form.addEventListener("submit", (event) => {
  const homeless = sendings.find((one) => one.state === "stopped" && isWritten(one.card));
  if (sendings.some(isOnItsWay)) {
    event.preventDefault();
    tell(words.busy);
  } else if (homeless) {
    event.preventDefault();
    tell(say(words.homeless, { name: homeless.file.name }));
    /** @type {HTMLElement} */ (homeless.card.querySelector(".upload-card__state button"))?.focus();
  } else {
    token();
    isLeaving = true;
  }
});

addEventListener("beforeunload", (event) => {
  const isUnsaved = isWritten(form) || form.hasAttribute("data-typed") || sendings.some(isOnItsWay);
  if (isUnsaved && !isLeaving) event.preventDefault();
});
addEventListener("pageshow", () => (isLeaving = false));

form.querySelector("[name=_upload]")?.remove();
hint.hidden = false;
for (const card of list.children) equip(/** @type {HTMLElement} */ (card));
