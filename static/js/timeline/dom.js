// @ts-check
/** Elements in a line of code. */

import { documentOf } from "./document.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} tag @param {string} className */
export function drawing(tag, className) {
  const made = document.createElementNS(SVG, tag);
  made.setAttribute("class", className);
  return made;
}

/** @param {string} name @param {string} className @param {string} [sign] */
export function button(name, className, sign) {
  const made = element("button", className, { type: "button" });
  if (sign) {
    made.setAttribute("aria-label", name);
    made.title = name;
    made.textContent = sign;
  } else made.textContent = name;
  return made;
}

/** The page at an address; an error where there is none. @param {string} address @param {AbortSignal} signal */
export async function documentAt(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return documentOf(await answer.text());
}

/** Fill `{name}` in a text. @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));

/** A number in its language. To begin with, Intl takes longer than a picture: small ones do without. @param {number} count @param {string} language */
export const numeral = (count, language) => (count < 1000 ? String(count) : (numbers ??= new Intl.NumberFormat(language)).format(count));

/** @type {Intl.NumberFormat | undefined} of the page's language, as the next */
let numbers;
/** @type {Intl.PluralRules | undefined} */
let plurals;

/** @param {Record<string, string>} forms by plural category @param {number} count @param {string} language */
export function counted(forms, count, language) {
  const form = forms[(plurals ??= new Intl.PluralRules(language)).select(count)] ?? forms.other;
  return filled(form, { count: numeral(count, language) });
}

/** The language of a title that is not in the page's, as an attribute. @param {any} entry @returns {Record<string, string>} */
export const tongue = ({ lang }) => (lang ? { lang } : {});
