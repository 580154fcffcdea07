// @ts-check
/**
 * Passkeys: the browser asks its owner, and a form carries the answer.
 *
 * A form with `data-passkey` is shown only where the browser has passkeys; it fetches its challenge when it is sent.
 */

/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

/** @param {ArrayBuffer | null} buffer */
function text(buffer) {
  if (!buffer) return null;
  const letters = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {any} options */
async function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) })),
  };
  const made = /** @type {any} */ (await navigator.credentials.create({ publicKey }));
  const { clientDataJSON, attestationObject } = made.response;
  const transports = made.response.getTransports?.() ?? [];
  return answer(made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports });
}

/** @param {any} options */
async function found(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
  const found = /** @type {any} */ (await navigator.credentials.get({ publicKey }));
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return answer(found, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: text(userHandle),
  });
}

/** @param {any} credential @param {Record<string, any>} response */
function answer(credential, response) {
  const { id, rawId, type } = credential;
  return { id, rawId: text(rawId), type, response, clientExtensionResults: {} };
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const complaint = /** @type {HTMLElement} */ (form.querySelector(".errornote"));
  complaint.hidden = true;
  try {
    const asked = await fetch(form.dataset.options ?? "", { headers: { Accept: "application/json" } });
    if (!asked.ok) throw new Error(asked.statusText);
    const { options, token } = await asked.json();
    const said = await (form.dataset.passkey === "make" ? made(options) : found(options));
    field("token").value = token;
    field("answer").value = JSON.stringify(said);
    form.submit();
  } catch {
    complaint.hidden = false; // its owner may have said no
  }
}

const isOffered = "PublicKeyCredential" in window && isSecureContext && !/^[\d.]+$|:/.test(location.hostname);
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  form.hidden = !isOffered;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}
for (const words of document.querySelectorAll(".door__without")) /** @type {HTMLElement} */ (words).hidden = isOffered;
