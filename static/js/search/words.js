// @ts-check
/** A word as the search sees it, folded, and how it sounds: the same as the museum reckons (`exhibit/search/words.py`). */

const LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў";
const LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i ie g u".split(" ");

/** @type {[RegExp, string][]} */
const ALIKE = [
  [/c(?=[aoukl])|ck|q/g, "k"],
  [/shch|sch|sh|sz/g, "s"],
  [/tch|ch|cz/g, "c"],
  [/kh|gh/g, "h"],
  [/zh|rz/g, "z"],
  [/ts|tz/g, "c"],
  [/ph/g, "f"],
  [/w/g, "v"],
  [/(?<=[oe])f+(?=s|$)/g, "v"],
  [/x/g, "ks"],
  [/[jy]/g, "i"],
  [/ou/g, "u"],
  [/ei/g, "ai"],
  [/i(?=[aeou])/g, ""],
  [/(.)\1+/g, "$1"],
];

const isCyrillic = (/** @type {string} */ word) => /^[\u0400-\u04ff]/.test(word);

/** In small letters, without accents. @param {string} word */
export function fold(word) {
  const small = word.toLowerCase().replaceAll("ё", "е");
  return isCyrillic(small) ? small : small.normalize("NFKD").replace(/\p{M}/gu, "");
}

/** @param {string} text */
export const wordsOf = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map(fold);

/** How a folded word sounds, in Latin letters; "_" for what has none. @param {string} word */
export function sound(word) {
  let latin = [...word].map((letter) => (LETTERS.includes(letter) ? LATIN[LETTERS.indexOf(letter)] : letter)).join("");
  latin = latin.replace(/[^a-z0-9]/g, "");
  for (const [pattern, letter] of ALIKE) latin = latin.replace(pattern, letter);
  return latin || "_";
}

/** Letters wrong, missing, too many or exchanged between neighbours. @param {string} one @param {string} other */
export function distance(one, other) {
  let [before, last] = [/** @type {number[]} */ ([]), Array.from({ length: other.length + 1 }, (_, place) => place)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      now[column] = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + Number(!same));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        now[column] = Math.min(now[column], before[column - 2] + 1);
    }
    [before, last] = [last, now];
  }
  return last[other.length];
}
