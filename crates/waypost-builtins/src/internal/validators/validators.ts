// Argument checks with Node's errors. Each throws on a bad value and answers nothing.

import { codes } from "waypost-internal:internal/errors/errors";

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") throw new codes.ERR_INVALID_ARG_TYPE!(name, "string", value);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== "boolean") throw new codes.ERR_INVALID_ARG_TYPE!(name, "boolean", value);
}

export function validateFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== "function") throw new codes.ERR_INVALID_ARG_TYPE!(name, "function", value);
}

export function validateNumber(value: unknown, name: string, min?: number, max?: number): asserts value is number {
  if (typeof value !== "number") throw new codes.ERR_INVALID_ARG_TYPE!(name, "number", value);
  const hasMin = min !== undefined && min !== null;
  const hasMax = max !== undefined && max !== null;
  if ((hasMin && value < min) || (hasMax && value > max) || ((hasMin || hasMax) && Number.isNaN(value))) {
    const range = `${hasMin ? `>= ${min}` : ""}${hasMin && hasMax ? " && " : ""}${hasMax ? `<= ${max}` : ""}`;
    throw new codes.ERR_OUT_OF_RANGE!(name, range, value);
  }
}

export function validateInteger(
  value: unknown,
  name: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== "number") throw new codes.ERR_INVALID_ARG_TYPE!(name, "number", value);
  if (!Number.isInteger(value)) throw new codes.ERR_OUT_OF_RANGE!(name, "an integer", value);
  if (value < min || value > max) throw new codes.ERR_OUT_OF_RANGE!(name, `>= ${min} && <= ${max}`, value);
}

export function validateInt32(value: unknown, name: string, min: number = -2147483648, max: number = 2147483647): asserts value is number {
  validateInteger(value, name, min, max);
}

export function validateUint32(value: unknown, name: string, positive: boolean = false): asserts value is number {
  if (typeof value !== "number") throw new codes.ERR_INVALID_ARG_TYPE!(name, "number", value);
  if (!Number.isInteger(value)) throw new codes.ERR_OUT_OF_RANGE!(name, "an integer", value);
  const min = positive ? 1 : 0;
  if (value < min || value > 4294967295) throw new codes.ERR_OUT_OF_RANGE!(name, `>= ${min} && <= 4294967295`, value);
}

/** Which values `validateObject` takes beside plain objects. */
export interface ObjectOptions {
  allowArray?: boolean;
  allowFunction?: boolean;
  nullable?: boolean;
}

export function validateObject(value: unknown, name: string, options?: ObjectOptions): asserts value is object {
  if (value === null ? options?.nullable === true : typeof value === "object") {
    if (!Array.isArray(value) || options?.allowArray === true) return;
  } else if (typeof value === "function" && options?.allowFunction === true) return;
  throw new codes.ERR_INVALID_ARG_TYPE!(name, "Object", value);
}

export function validateArray(value: unknown, name: string, minLength: number = 0): asserts value is unknown[] {
  if (!Array.isArray(value)) throw new codes.ERR_INVALID_ARG_TYPE!(name, "Array", value);
  if (value.length < minLength) {
    throw new codes.ERR_INVALID_ARG_VALUE!(name, value, `must be longer than ${minLength}`);
  }
}

export function validateStringArray(value: unknown, name: string): asserts value is string[] {
  validateArray(value, name);
  value.forEach((item, index) => validateString(item, `${name}[${index}]`));
}

export function validateOneOf(value: unknown, name: string, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((one) => (typeof one === "string" ? `'${one}'` : String(one))).join(", ");
  throw new codes.ERR_INVALID_ARG_VALUE!(name, value, `must be one of: ${list}`);
}

export function validateUnion(value: unknown, name: string, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) throw new codes.ERR_INVALID_ARG_TYPE!(name, `('${allowed.join("|")}')`, value);
}

export function validateAbortSignal(signal: unknown, name: string): void {
  if (signal !== undefined && (signal === null || typeof signal !== "object" || !("aborted" in signal))) {
    throw new codes.ERR_INVALID_ARG_TYPE!(name, "AbortSignal", signal);
  }
}

export function validatePort(port: unknown, name: string = "Port", allowZero: boolean = true): number {
  const number = Number(port);
  const isText = typeof port === "string" && port.trim().length === 0;
  const isPort = (typeof port === "number" || typeof port === "string") && !isText;
  if (!isPort || number !== number >>> 0 || number > 0xffff || (number === 0 && !allowZero)) {
    throw new codes.ERR_SOCKET_BAD_PORT!(name, port, allowZero);
  }
  return number | 0;
}

export function validateBuffer(value: unknown, name: string = "buffer"): asserts value is Uint8Array {
  if (!ArrayBuffer.isView(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE!(name, ["Buffer", "TypedArray", "DataView"], value);
  }
}

export function validateThisInternalField(object: unknown, field: PropertyKey, className: string): void {
  if (typeof object !== "object" || object === null || !(field in object)) throw new codes.ERR_INVALID_THIS!(className);
}
