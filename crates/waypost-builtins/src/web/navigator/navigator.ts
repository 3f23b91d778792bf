// Navigator: https://html.spec.whatwg.org/#the-navigator-object, with the members that Node.js has.

import { illegalConstructor, invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { availableParallelism } from "waypost-internal:node/os/os";
import { process } from "waypost-internal:node/process/process";

const CONSTRUCT: unique symbol = Symbol("construct");
const PLATFORMS: Readonly<Record<string, string>> = { darwin: "MacIntel", win32: "Win32" };

export class Navigator {
  #languages: readonly string[] | undefined;

  constructor(token?: unknown) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#languages = undefined;
  }

  get hardwareConcurrency(): number {
    if (!(#languages in this)) throw invalidThis("Navigator");
    return availableParallelism();
  }

  get language(): string {
    return this.languages[0] as string;
  }

  get languages(): readonly string[] {
    if (!(#languages in this)) throw invalidThis("Navigator");
    return (this.#languages ??= Object.freeze([new Intl.DateTimeFormat().resolvedOptions().locale]));
  }

  get platform(): string {
    if (!(#languages in this)) throw invalidThis("Navigator");
    const platform = process.platform as string;
    return PLATFORMS[platform] ?? `${platform[0]!.toUpperCase()}${platform.slice(1)} ${process.arch as string}`;
  }

  get userAgent(): string {
    if (!(#languages in this)) throw invalidThis("Navigator");
    return `Node.js/${(process.version as string).slice(1).split(".", 1)[0] as string}`;
  }
}

Object.defineProperty(Navigator, "length", { value: 0, configurable: true });
shapeInterface(Navigator, "Navigator");

export const navigator: Navigator = new (Navigator as new (token: symbol) => Navigator)(CONSTRUCT);
