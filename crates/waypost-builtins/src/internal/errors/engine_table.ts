// The engine's messages that quote no source, with V8's. Only those whose words can be had from the message itself, and from
// the name of the function on top of the stack.

import type { Frame } from "waypost-internal:internal/errors/engine_words";

const TO_OBJECT = "Cannot convert undefined or null to object";
const NOT_ITERABLE = "is not iterable (cannot read property Symbol(Symbol.iterator))";
const MIXED = "Cannot mix BigInt and other types, use explicit conversions";

export const FIXED: Map<string, string> = new Map([
  ["Maximum call stack size exceeded.", "Maximum call stack size exceeded"],
  ["Array length must be a positive integer of safe magnitude.", "Invalid array length"],
  ["reduce of empty array with no initial value", "Reduce of empty array with no initial value"],
  ["reduceRight of empty array with no initial value", "Reduce of empty array with no initial value"],
  ["Conversion from 'BigInt' to 'number' is not allowed.", "Cannot convert a BigInt value to a number"],
  ["JSON.stringify cannot serialize BigInt.", "Do not know how to serialize a BigInt"],
  ["JSON.stringify cannot serialize cyclic structures.", "Converting circular structure to JSON"],
  ["Cannot convert a symbol to a string", "Cannot convert a Symbol value to a string"],
  ["Cannot convert a symbol to a number", "Cannot convert a Symbol value to a number"],
  ["No default value", "Cannot convert object to primitive value"],
  ["0 is an invalid divisor value.", "Division by zero"],
  ["BigInt does not support >>> operator", "BigInts have no unsigned right shift, use >> instead"],
  ["toFixed() argument must be between 0 and 100", "toFixed() digits argument must be between 0 and 100"],
  ["date value is not finite in DateTimeFormat format()", "Invalid time value"],
  ["currency must be a string", "Currency code is required with currency style."],
  ["URI error", "URI malformed"],
  ["String contained an illegal UTF-16 sequence.", "URI malformed"],
  ["argument does not match any normalization form", "The normalization form should be one of NFC, NFD, NFKC, NFKD."],
  ["Right hand side of instanceof is not an object", "Right-hand side of 'instanceof' is not an object"],
  ["'super()' can't be called more than once in a constructor.", "Super constructor may only be called once"],
  [
    "'super()' must be called in derived constructor before accessing |this| or returning non-object.",
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  ],
  [
    "Cannot return a non-object type in the constructor of a derived class.",
    "Derived constructors may only return object or undefined",
  ],
  ["Spread syntax requires ...iterable not be null or undefined", `undefined ${NOT_ITERABLE}`],
  ["Array.from requires an array-like object - not null or undefined", `undefined ${NOT_ITERABLE}`],
  ["Array.prototype.flat requires that |this| not be null or undefined", TO_OBJECT],
  ["String.raw requires template not be null or undefined", TO_OBJECT],
  ["Array.prototype.flatMap callback must be a function", "flatMap mapper function is not callable"],
  [
    "Array.prototype.sort requires the comparator argument to be a function or undefined",
    "The comparison function must be either a function or undefined",
  ],
  [
    "String.prototype.replaceAll argument must not be a non-global regular expression",
    "String.prototype.replaceAll called with a non-global RegExp argument",
  ],
  [
    "String.prototype.matchAll argument must not be a non-global regular expression",
    "String.prototype.matchAll called with a non-global RegExp argument",
  ],
  ["Properties can only be defined on Objects.", "Object.defineProperty called on non-object"],
  ["Cannot set prototype of undefined or null", "Object.setPrototypeOf called on null or undefined"],
  ["A Proxy's 'target' should be an Object", "Cannot create proxy with a non-object as target or handler"],
  ["A Proxy's 'handler' should be an Object", "Cannot create proxy with a non-object as target or handler"],
  ["WeakMap keys must be objects or non-registered symbols", "Invalid value used as weak map key"],
  ["WeakSet values must be objects or non-registered symbols", "Invalid value used in weak set"],
  ["First argument to WeakRef should be an object or a non-registered symbol", "WeakRef: invalid target"],
  ["First argument to FinalizationRegistry should be a function", "FinalizationRegistry: cleanup must be callable"],
  ["Generator is executing", "Generator is already running"],
  ["Unexpected end of script", "Unexpected end of input"],
  ["Return statements are only valid inside functions.", "Illegal return statement"],
  ["Out of bounds access", "Offset is outside the bounds of the DataView"],
  ["|this| is not a function inside Function.prototype.bind", "Bind must be called on a function"],
]);

/** Functions of the engine that iterate their argument. */
const ITERATING: Set<string> = new Set(["all", "allSettled", "any", "race", "fromEntries"]);
const iterating =
  (value: string) =>
  ({ name, isNative }: Frame): string | undefined => {
    if (!isNative || !ITERATING.has(name)) return undefined;
    return name === "fromEntries" && value !== "object" ? "undefined is not iterable" : `${value} ${NOT_ITERABLE}`;
  };

/** How messages begin that the engine gives for code itself; all others come from one of its functions, which a stack shows. */
export const OF_CODE: RegExp =
  /^(?:Maximum call|Array length must|Conversion from 'BigInt'|Cannot convert a symbol|No default value|0 is an invalid divisor|BigInt does not|Right hand side|'super\(\)'|Cannot return a non-object|Spread syntax|Generator is executing|Can't find variable|Invalid mix|Proxy object's|second argument to)/;

const ARRAY_BUFFERS: Set<string> = new Set(["ArrayBuffer", "SharedArrayBuffer"]);

/** Messages that say enough only with the function that threw. */
export const NATIVE: Map<string, (frame: Frame) => string | undefined> = new Map([
  ["Invalid Date", ({ name, isNative }: Frame) => (isNative && name === "toISOString" ? "Invalid time value" : undefined)],
  ["undefined is not an object", iterating("undefined")],
  ["null is not an object", iterating("object null")],
  ["undefined is not a function", iterating("object")],
  ["length cannot be negative", ({ name }: Frame) => (ARRAY_BUFFERS.has(name) ? "Invalid array buffer length" : undefined)],
  [
    "Cannot call a class constructor without |new|",
    ({ name }: Frame) => `Class constructor ${name} cannot be invoked without 'new'`,
  ],
  [
    "Cannot call a constructor without |new|",
    ({ name, isNative }: Frame) => (isNative ? `${name} constructor cannot be invoked without 'new'` : undefined),
  ],
]);

/** Messages with a name in them. */
export const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^Can't find variable: ([^]+)$/, "$1 is not defined"],
  [/^Invalid mix of BigInt and other type in [^]+\.$/, MIXED],
  [/^calling (\w+) constructor without new is invalid$/, "Constructor $1 requires 'new'"],
  [/^Object\.(?:assign|entries|values) requires that input parameter not be null or undefined$/, TO_OBJECT],
  [/^Array\.prototype\.(\w+) requires that \|this\| not be null or undefined$/, "Array.prototype.$1 called on null or undefined"],
  [/^Argument to String\.prototype\.(\w+) cannot be a RegExp$/, "First argument to String.prototype.$1 must not be a regular expression"],
  [/^Reflect\.(\w+) requires the first argument be an object$/, "Reflect.$1 called on non-object"],
  [/^invalid language tag: [^]*$/, "Incorrect locale information provided"],
  [/^invalid time zone: ([^]*)$/, "Invalid time zone specified: $1"],
  [/^(m(?:ax|in)imum\w+Digits) is out of range$/, "$1 value is out of range."],
  [/^Proxy object's 'set' trap returned falsy value for property '([^]*)'$/, "'set' on proxy: trap returned falsish for property '$1'"],
  [/^Cannot declare an? \w+(?: variable)? twice: '([^]+)'\.$/, "Identifier '$1' has already been declared"],
  [
    /^second argument to Function\.prototype\.apply must be an Array-like object \(evaluating '[^]*'\)$/,
    "CreateListFromArrayLike called on non-object",
  ],
];
