// Percent-encoding after UTF-8: https://url.spec.whatwg.org/#string-utf-8-percent-encode
//
// The encode sets are bits of one table over ASCII; everything beyond ASCII is in each of them.

/** https://url.spec.whatwg.org/#c0-control-percent-encode-set */
export const C0_CONTROL = 1;
/** https://url.spec.whatwg.org/#fragment-percent-encode-set */
export const FRAGMENT = 2;
/** https://url.spec.whatwg.org/#query-percent-encode-set */
export const QUERY = 4;
/** https://url.spec.whatwg.org/#special-query-percent-encode-set */
export const SPECIAL_QUERY = 8;
/** https://url.spec.whatwg.org/#path-percent-encode-set */
export const PATH = 16;
/** https://url.spec.whatwg.org/#userinfo-percent-encode-set */
export const USERINFO = 32;

const SETS: Uint8Array = (() => {
  const table = new Uint8Array(128);
  const add = (characters: string, sets: number): void => {
    for (const c of characters) table[c.charCodeAt(0)]! |= sets;
  };
  for (let c = 0; c < 0x20; c++) table[c] = 63;
  table[0x7f] = 63;
  add(' "<>', FRAGMENT | QUERY | SPECIAL_QUERY | PATH | USERINFO);
  add("`", FRAGMENT | PATH | USERINFO);
  add("#", QUERY | SPECIAL_QUERY | PATH | USERINFO);
  add("'", SPECIAL_QUERY);
  add("?^{}", PATH | USERINFO);
  add("/:;=@[\\]|", USERINFO);
  return table;
})();

/** The text with every character of `set` percent-encoded; it must be well-formed. */
export function percentEncode(text: string, set: number): string {
  let output = "";
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && (SETS[c]! & set) === 0) continue;
    output += text.slice(copied, i);
    if (c < 128) {
      output += `%${c < 16 ? "0" : ""}${c.toString(16).toUpperCase()}`;
    } else {
      const start = i;
      while (text.charCodeAt(i + 1) > 127) i++;
      output += encodeURIComponent(text.slice(start, i + 1));
    }
    copied = i + 1;
  }
  return copied === 0 ? text : output + text.slice(copied);
}
