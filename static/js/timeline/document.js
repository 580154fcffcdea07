// @ts-check
/**
 * The one way by which a text becomes HTML on a visitor's page: an answer of our own server, as a document in which no
 * script runs. The policy of content allows this name and no other (config/settings.py).
 */

/** @type {any} browsers that know no Trusted Types take the text itself */
const pagePolicy = Reflect.get(globalThis, "trustedTypes")?.createPolicy("pages", {
  createHTML: (/** @type {string} */ text) => text,
});

/** @param {string} text @returns {Document} */
export const documentOf = (text) => new DOMParser().parseFromString(pagePolicy?.createHTML(text) ?? text, "text/html");
