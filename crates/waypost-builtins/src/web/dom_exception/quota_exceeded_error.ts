// QuotaExceededError: https://webidl.spec.whatwg.org/#quotaexceedederror
//
// Web IDL made an interface of what was a DOMException of that name; what tests for the name or the
// code goes on to work. It is a script of its own because hardly anybody meets it.

import { invalidThis, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { double } from "waypost-internal:internal/webidl/webidl";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";

export interface QuotaExceededErrorOptions {
  quota?: number;
  requested?: number;
}

export class QuotaExceededError extends DOMException {
  #quota: number | null;
  #requested: number | null;

  // https://webidl.spec.whatwg.org/#dom-quotaexceedederror-quotaexceedederror
  constructor(message: string = "", options: QuotaExceededErrorOptions = {}) {
    super(message, "QuotaExceededError");
    const init = toDictionary(options, 'The "options" argument');
    this.#quota = amount(init?.quota, "quota");
    this.#requested = amount(init?.requested, "requested");
    if (this.#quota !== null && this.#requested !== null && this.#requested < this.#quota) {
      throw new RangeError('"requested" must not be less than "quota"');
    }
  }

  get quota(): number | null {
    if (!(#quota in this)) throw invalidThis("QuotaExceededError");
    return this.#quota;
  }

  get requested(): number | null {
    if (!(#requested in this)) throw invalidThis("QuotaExceededError");
    return this.#requested;
  }
}

shapeInterface(QuotaExceededError, "QuotaExceededError");

function amount(value: unknown, name: string): number | null {
  if (value === undefined) return null;
  const number = double(value);
  if (number < 0) throw new RangeError(`"${name}" must not be negative`);
  return number;
}
