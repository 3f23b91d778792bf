// One component of a pattern, compiled: https://urlpattern.spec.whatwg.org/#component
import { isSpecial } from "waypost-internal:web/url/basic_parser";
import {
  FIXED_TEXT,
  NO_MODIFIER,
  type Part,
  type PartOptions,
  REGEXP,
  SEGMENT_WILDCARD,
  toPatternString,
  toRegexp,
} from "waypost-internal:web/urlpattern/part_list";
import { type Encode, parsePattern } from "waypost-internal:web/urlpattern/pattern_parser";

/** What a match says of one component. */
export interface ComponentResult {
  input: string;
  groups: Record<string, string | undefined>;
}

export const DEFAULT_OPTIONS: PartOptions = { delimiter: "", prefix: "", ignoreCase: false };
export const HOSTNAME_OPTIONS: PartOptions = { delimiter: ".", prefix: "", ignoreCase: false };
export const PATHNAME_OPTIONS: PartOptions = { delimiter: "/", prefix: "/", ignoreCase: false };

const SPECIAL_SCHEMES: readonly string[] = ["http", "https", "ws", "wss", "ftp", "file"];

export class Component {
  readonly parts: Part[];
  readonly pattern: string;
  readonly hasRegexpGroups: boolean;
  readonly #regexp: RegExp;
  readonly #names: string[];
  readonly #encode: Encode;
  readonly #options: PartOptions;

  // https://urlpattern.spec.whatwg.org/#compile-a-component
  constructor(input: string, encode: Encode, options: PartOptions) {
    this.parts = parsePattern(input, options, encode);
    this.pattern = toPatternString(this.parts, options);
    this.hasRegexpGroups = this.parts.some((part) => part.type === REGEXP);
    const { source, names } = toRegexp(this.parts, options);
    this.#names = names;
    this.#encode = encode;
    this.#options = options;
    try {
      this.#regexp = new RegExp(source, options.ignoreCase ? "vi" : "v");
    } catch (error) {
      throw new TypeError(`Invalid pattern "${input}": ${(error as Error).message}`);
    }
  }

  test(input: string): boolean {
    return this.#regexp.exec(input) !== null;
  }

  // https://urlpattern.spec.whatwg.org/#create-a-component-match-result
  match(input: string): ComponentResult | null {
    const found = this.#regexp.exec(input);
    if (found === null) return null;
    const groups: Record<string, string | undefined> = {};
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index] as string;
      Object.defineProperty(groups, name, { value: found[index + 1], writable: true, enumerable: true, configurable: true });
    }
    return { input, groups };
  }

  // https://urlpattern.spec.whatwg.org/#protocol-component-matches-a-special-scheme
  matchesSpecialScheme(): boolean {
    return SPECIAL_SCHEMES.some((scheme) => this.test(scheme));
  }

  /** The text that matches with these groups, for patterns of fixed text and named segments. */
  generate(groups: ReadonlyMap<string, string>): string {
    let text = "";
    for (const part of this.parts) {
      if (part.modifier !== NO_MODIFIER) throw new TypeError("cannot generate from a pattern with modifiers");
      if (part.type === FIXED_TEXT) {
        text += part.value;
        continue;
      }
      const value = groups.get(part.name);
      if (part.type !== SEGMENT_WILDCARD || value === undefined) {
        throw new TypeError(`cannot generate from the group "${part.name}"`);
      }
      const encoded = this.#encode(value);
      if (this.#options.delimiter !== "" && encoded.includes(this.#options.delimiter)) {
        throw new TypeError(`the group "${part.name}" has a "${this.#options.delimiter}"`);
      }
      text += part.prefix + encoded + part.suffix;
    }
    return text;
  }
}

/** Whether the text is the name of a special scheme; the empty text counts as one where a protocol is not known. */
export function isSpecialOrEmpty(protocol: string): boolean {
  return protocol === "" || isSpecial(protocol);
}
