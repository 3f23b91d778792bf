// node:buffer: reading and writing numbers. The methods are made here and put on the prototype.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateNumber } from "waypost-internal:internal/validators/validators";

type Bytes = Uint8Array;

/** Throws what Node throws for an offset that does not fit. */
export function boundsError(value: number, length: number, type?: string): never {
  if (Math.floor(value) !== value) {
    validateNumber(value, type ?? "offset");
    throw new codes.ERR_OUT_OF_RANGE!(type ?? "offset", "an integer", value);
  }
  if (length < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!();
  throw new codes.ERR_OUT_OF_RANGE!(type ?? "offset", `>= ${type ? 1 : 0} and <= ${length}`, value);
}

function checkRead(bytes: Bytes, offset: unknown, size: number): asserts offset is number {
  validateNumber(offset, "offset");
  if (bytes[offset] === undefined || bytes[offset + size - 1] === undefined) boundsError(offset, bytes.length - size);
}

function checkWrite(bytes: Bytes, offset: unknown, size: number, value: number | bigint, min: number | bigint, max: number | bigint): void {
  if (value > max || value < min) throw new codes.ERR_OUT_OF_RANGE!("value", rangeText(size, min, max), value);
  checkRead(bytes, offset, size);
}

function rangeText(size: number, min: number | bigint, max: number | bigint): string {
  const n = typeof min === "bigint" ? "n" : "";
  if (size <= 4) return `>= ${min}${n} and <= ${max}${n}`;
  if (min == 0) return `>= 0${n} and < 2${n} ** ${size * 8}${n}`;
  return `>= -(2${n} ** ${size * 8 - 1}${n}) and < 2${n} ** ${size * 8 - 1}${n}`;
}

function checkSize(size: unknown): asserts size is number {
  validateNumber(size, "byteLength");
  if (size !== 1 && size !== 2 && size !== 3 && size !== 4 && size !== 5 && size !== 6) boundsError(size, 6, "byteLength");
}

function readUnsigned(bytes: Bytes, offset: number, size: number, little: boolean): number {
  let value = 0;
  if (little) for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[offset + i]!;
  else for (let i = 0; i < size; i++) value = value * 256 + bytes[offset + i]!;
  return value;
}

function readSigned(bytes: Bytes, offset: number, size: number, little: boolean): number {
  const value = readUnsigned(bytes, offset, size, little);
  const limit = 2 ** (size * 8 - 1);
  return value >= limit ? value - limit * 2 : value;
}

function writeInteger(bytes: Bytes, value: number, offset: number, size: number, little: boolean): number {
  const low = value | 0;
  const high = Math.floor(value / 4294967296);
  for (let i = 0; i < size; i++) {
    const byte = i < 4 ? low >> (i * 8) : high >> ((i - 4) * 8);
    bytes[little ? offset + i : offset + size - 1 - i] = byte;
  }
  return offset + size;
}

/** Bounds of an integer of `size` bytes. */
function limitsOf(size: number, isSigned: boolean): [number, number] {
  return isSigned ? [-(2 ** (size * 8 - 1)), 2 ** (size * 8 - 1) - 1] : [0, 2 ** (size * 8) - 1];
}

type Methods = Record<string, (this: Bytes, ...args: never[]) => unknown>;

function integerMethods(size: number, isSigned: boolean, little: boolean): Methods {
  const word = isSigned ? "Int" : "UInt";
  const name = `${word}${size * 8}${size === 1 ? "" : little ? "LE" : "BE"}`;
  const [min, max] = limitsOf(size, isSigned);
  const read = isSigned ? readSigned : readUnsigned;
  return {
    [`read${name}`](this: Bytes, offset: number = 0): number {
      checkRead(this, offset, size);
      return read(this, offset, size, little);
    },
    [`write${name}`](this: Bytes, value: number, offset: number = 0): number {
      const number = +value;
      checkWrite(this, offset, size, number, min, max);
      return writeInteger(this, number, offset, size, little);
    },
  };
}

function variableMethods(isSigned: boolean, little: boolean): Methods {
  const name = `${isSigned ? "Int" : "UInt"}${little ? "LE" : "BE"}`;
  const read = isSigned ? readSigned : readUnsigned;
  return {
    [`read${name}`](this: Bytes, offset: number, byteLength: number): number {
      if (offset === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("offset", "number", offset);
      checkSize(byteLength);
      checkRead(this, offset, byteLength);
      return read(this, offset, byteLength, little);
    },
    [`write${name}`](this: Bytes, value: number, offset: number, byteLength: number): number {
      checkSize(byteLength);
      const number = +value;
      const [min, max] = limitsOf(byteLength, isSigned);
      checkWrite(this, offset, byteLength, number, min, max);
      return writeInteger(this, number, offset, byteLength, little);
    },
  };
}

const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);

function floatMethods(size: 4 | 8, little: boolean): Methods {
  const name = `${size === 4 ? "Float" : "Double"}${little ? "LE" : "BE"}`;
  return {
    [`read${name}`](this: Bytes, offset: number = 0): number {
      checkRead(this, offset, size);
      for (let i = 0; i < size; i++) scratch[i] = this[offset + i]!;
      return size === 4 ? scratchView.getFloat32(0, little) : scratchView.getFloat64(0, little);
    },
    [`write${name}`](this: Bytes, value: number, offset: number = 0): number {
      const number = +value;
      checkRead(this, offset, size);
      if (size === 4) scratchView.setFloat32(0, number, little);
      else scratchView.setFloat64(0, number, little);
      for (let i = 0; i < size; i++) this[offset + i] = scratch[i]!;
      return offset + size;
    },
  };
}

function bigMethods(isSigned: boolean, little: boolean): Methods {
  const name = `Big${isSigned ? "" : "U"}Int64${little ? "LE" : "BE"}`;
  const min = isSigned ? -(2n ** 63n) : 0n;
  const max = isSigned ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  return {
    [`read${name}`](this: Bytes, offset: number = 0): bigint {
      checkRead(this, offset, 8);
      for (let i = 0; i < 8; i++) scratch[i] = this[offset + i]!;
      return isSigned ? scratchView.getBigInt64(0, little) : scratchView.getBigUint64(0, little);
    },
    [`write${name}`](this: Bytes, value: bigint, offset: number = 0): number {
      checkWrite(this, offset, 8, value, min, max);
      // `&` refuses what is no bigint, with the engine's own TypeError.
      scratchView.setBigUint64(0, value & 0xffffffffffffffffn, little);
      for (let i = 0; i < 8; i++) this[offset + i] = scratch[i]!;
      return offset + 8;
    },
  };
}

/** Every `read…` and `write…` method, with the `Uint` spellings beside the `UInt` ones. */
export function numberMethods(): Methods {
  const methods: Methods = {};
  for (const isSigned of [false, true]) {
    Object.assign(methods, integerMethods(1, isSigned, true));
    for (const little of [true, false]) {
      Object.assign(methods, integerMethods(2, isSigned, little), integerMethods(4, isSigned, little));
      Object.assign(methods, variableMethods(isSigned, little), bigMethods(isSigned, little));
    }
  }
  for (const little of [true, false]) Object.assign(methods, floatMethods(4, little), floatMethods(8, little));
  for (const name of Object.keys(methods)) {
    if (name.includes("UInt")) methods[name.replace("UInt", "Uint")] = methods[name]!;
  }
  return methods;
}
