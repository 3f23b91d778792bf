// node:punycode. https://www.rfc-editor.org/rfc/rfc3492

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX = 0x7fffffff;

function overflow(): RangeError {
  return new RangeError("Overflow: input needs wider integers to process");
}

// https://www.rfc-editor.org/rfc/rfc3492#section-6.1
function adapt(given: number, points: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(given / DAMP) : given >> 1;
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return Math.floor(k + ((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}

function digitOf(unit: number): number {
  if (unit >= 0x30 && unit < 0x3a) return 26 + (unit - 0x30);
  if (unit >= 0x41 && unit < 0x5b) return unit - 0x41;
  if (unit >= 0x61 && unit < 0x7b) return unit - 0x61;
  return BASE;
}

function unitOf(digit: number): string {
  return String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);
}

function threshold(k: number, bias: number): number {
  return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

// https://www.rfc-editor.org/rfc/rfc3492#section-6.2
export function decode(input: string): string {
  const basic = Math.max(input.lastIndexOf("-"), 0);
  const output: number[] = [];
  for (let j = 0; j < basic; j++) {
    if (input.charCodeAt(j) >= 0x80) throw new RangeError("Illegal input >= 0x80 (not a basic code point)");
    output.push(input.charCodeAt(j));
  }
  let [n, i, bias] = [INITIAL_N, 0, INITIAL_BIAS];
  for (let at = basic > 0 ? basic + 1 : 0; at < input.length; ) {
    const before = i;
    for (let w = 1, k = BASE; ; k += BASE) {
      if (at >= input.length) throw new RangeError("Invalid input");
      const digit = digitOf(input.charCodeAt(at++));
      if (digit >= BASE) throw new RangeError("Invalid input");
      if (digit > Math.floor((MAX - i) / w)) throw overflow();
      i += digit * w;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (w > Math.floor(MAX / (BASE - t))) throw overflow();
      w *= BASE - t;
    }
    const length = output.length + 1;
    bias = adapt(i - before, length, before === 0);
    if (Math.floor(i / length) > MAX - n) throw overflow();
    n += Math.floor(i / length);
    i %= length;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

// https://www.rfc-editor.org/rfc/rfc3492#section-6.3
export function encode(input: string): string {
  const points = ucs2decode(input);
  let output = points.filter((point) => point < 0x80).map((point) => String.fromCharCode(point)).join("");
  const basic = output.length;
  if (basic > 0) output += "-";
  let [n, delta, bias, handled] = [INITIAL_N, 0, INITIAL_BIAS, basic];
  while (handled < points.length) {
    const m = points.reduce((least, point) => (point >= n && point < least ? point : least), MAX);
    if (m - n > Math.floor((MAX - delta) / (handled + 1))) throw overflow();
    delta += (m - n) * (handled + 1);
    n = m;
    for (const point of points) {
      if (point < n && ++delta > MAX) throw overflow();
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += unitOf(t + ((q - t) % (BASE - t)));
        q = Math.floor((q - t) / (BASE - t));
      }
      output += unitOf(q);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/** Applies a function to the labels of a domain, or of the domain of an address. */
function mapLabels(domain: string, map: (label: string) => string): string {
  const at = domain.indexOf("@");
  const [local, host] = at < 0 ? ["", domain] : [domain.slice(0, at + 1), domain.slice(at + 1)];
  return local + host.replace(/[\u002e\u3002\uff0e\uff61]/g, ".").split(".").map(map).join(".");
}

export function toASCII(input: string): string {
  return mapLabels(input, (label) => (/[^\0-\x7f]/.test(label) ? `xn--${encode(label)}` : label));
}

export function toUnicode(input: string): string {
  return mapLabels(input, (label) => (label.startsWith("xn--") ? decode(label.slice(4).toLowerCase()) : label));
}

function ucs2decode(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number);
}

function ucs2encode(points: number[]): string {
  return String.fromCodePoint(...points);
}

export const ucs2: { decode(text: string): number[]; encode(points: number[]): string } = { decode: ucs2decode, encode: ucs2encode };
export const version: string = "2.1.0";

export default { version, ucs2, toASCII, toUnicode, encode, decode };
