// What the engine throws, in the words that users of Node.js know.
//
// Handlers answer with `error.message`, packages match on it, and users look for it: V8's sentences are the ones that are
// known. The engine quotes the source where V8 names the property, so the property is read from there. What the engine
// does not say (a value, the key behind a variable) is left out as V8 itself does, or the message stays as it is. Only what
// is iterated and has no iterator is taken for an object, and a spread of nothing for one of undefined.
// decisions/0028 says where this is applied.
//
// An error that a user made is never changed: its class is a built-in one, and its message is the engine's to the letter.
// No message of V8 reads like one of the engine, so nothing is worded twice.

import { accessedKey, callee, iterated, literalText, rendered, splitAssignment } from "waypost-internal:internal/errors/engine_source";
import { FIXED, NATIVE, OF_CODE, PATTERNS } from "waypost-internal:internal/errors/engine_table";

const getOwn = Object.getOwnPropertyDescriptor;
const define = Reflect.defineProperty;
const hasOwn = Object.hasOwn;

/** What tells the engine's sentences from others; only they take the long way, and no stack is made for others. */
const SHAPE: RegExp = new RegExp([" \\((?:evaluating|In|near) '", ...PATTERNS.map(([pattern]) => pattern.source)].join("|"));
const OBJECT = /^(undefined|null) is not an object \(evaluating '([^]*)'\)$/;
const NEAR = /^(?:undefined|null) is not a function \(near '\.\.\.([^]*)\.\.\.'\)$/;
const CALLED = /^([^]+?) is not a function\. \(In '/;
const CONSTRUCTED = /^[^]*? is not a constructor \(evaluating 'new ([^]*)'\)$/;
const INSTANCEOF = /^[^]* is not a function\. \(evaluating '[^]* instanceof [^]*'\)$/;
const IN = /^([^]*) is not an Object\. \(evaluating '([^]*?) in ([^]*)'\)$/;
const PRIVATE = /^Cannot access invalid private field \(evaluating '([^]*)'\)$/;
/** What an awaited value becomes (crates/waypost-transform/src/emit.rs) ends in names of its own. */
const AWAITED = /^\$[vwt]\d*$/;
const ITERATOR = "(cannot read property Symbol(Symbol.iterator))";

/** Words an error anew if it is the engine's. The caller knows that its class is one of the engine's. */
export function reword(error: Error): void {
  const own = getOwn(error, "message");
  if (own === undefined || typeof own.value !== "string" || !isEngines(own.value) || !hasOwn(error, "line")) return;
  const words = v8Message(own.value, topFrame(error));
  if (words !== undefined) define(error, "message", { value: words });
}

function isEngines(message: string): boolean {
  return FIXED.has(message) || NATIVE.has(message) || SHAPE.test(message);
}

/** The innermost frame: the function's name, and whether it is the engine's own. */
export interface Frame {
  name: string;
  isNative: boolean;
}

function topFrame(error: Error): Frame {
  const stack: unknown = error.stack;
  const [line = ""] = typeof stack === "string" ? stack.split("\n", 1) : [];
  const at = line.indexOf("@");
  return { name: at === -1 ? "" : line.slice(0, at), isNative: line.endsWith("@[native code]") };
}

/** V8's message for one of the engine; undefined for any other text, and where V8 says what the engine does not. */
export function v8Message(message: string, frame: Frame): string | undefined {
  const native = NATIVE.get(message);
  if (native !== undefined) return native(frame);
  // A user may well write "currency must be a string", but not in a function of the engine.
  if (!frame.isNative && !OF_CODE.test(message)) return quoted(message, frame);
  const fixed = FIXED.get(message);
  if (fixed !== undefined) return fixed;
  for (const [pattern, words] of PATTERNS) {
    if (pattern.test(message)) return message.replace(pattern, words);
  }
  return quoted(message, frame);
}

/** Messages that quote the source. */
function quoted(message: string, frame: Frame): string | undefined {
  let match = OBJECT.exec(message);
  if (match !== null) return notAnObject(match[1] as string, match[2] as string, frame);
  match = CALLED.exec(message);
  if (match !== null) return `${rendered(match[1] as string)} is not a function`;
  match = CONSTRUCTED.exec(message);
  if (match !== null) return `${rendered(callee(match[1] as string))} is not a constructor`;
  match = NEAR.exec(message);
  if (match !== null) return notIterable(match[1] as string);
  if (INSTANCEOF.test(message)) return "Right-hand side of 'instanceof' is not callable";
  match = IN.exec(message);
  if (match !== null) return notSearchable(match[2] as string, match[3] as string);
  match = PRIVATE.exec(message);
  if (match !== null) return privateMember(match[1] as string);
  return undefined;
}

function notAnObject(value: string, source: string, { isNative }: Frame): string | undefined {
  if (isNative || source.startsWith("delete ")) return "Cannot convert undefined or null to object";
  if (AWAITED.test(source)) return "(intermediate value) is not iterable";
  const assigned = splitAssignment(source);
  if (assigned !== undefined) {
    const access = accessedKey(assigned);
    return access && `Cannot set properties of ${value}${access.key === undefined ? "" : ` (setting '${access.key}')`}`;
  }
  const access = accessedKey(source.replace(/^new\s+/, ""));
  if (access?.key === "Symbol(Symbol.iterator)") return `${value} is not iterable ${ITERATOR}`;
  if (access !== undefined) return `Cannot read properties of ${value}${access.key === undefined ? "" : ` (reading '${access.key}')`}`;
  const loop = iterated(source);
  if (loop !== undefined) return loop === "" ? `${value} is not iterable ${ITERATOR}` : `${loop} is not iterable`;
  if (source.endsWith(")") && !source.startsWith("(")) {
    return `${rendered(source).replace(/\(\.\.\.\)$/, "")} is not a function or its return value is not iterable`;
  }
  return `${rendered(source)} is not iterable`;
}

/** What was to be iterated and has no iterator; or a template's tag that is no function. */
function notIterable(source: string): string | undefined {
  const tag = /^([^`]+)`/.exec(source)?.[1];
  if (tag !== undefined && source.endsWith("`")) return `${rendered(tag)} is not a function`;
  const loop = iterated(source);
  if (loop === undefined) return undefined;
  return loop === "" ? `object is not iterable ${ITERATOR}` : `${loop} is not iterable`;
}

function notSearchable(key: string, object: string): string | undefined {
  const [name, value] = [literalText(key), literalText(object)];
  if (name === undefined || value === undefined) return undefined;
  return `Cannot use 'in' operator to search for '${name}' in ${value}`;
}

function privateMember(source: string): string | undefined {
  const assigned = splitAssignment(source);
  const key = accessedKey(assigned ?? source)?.key;
  if (key === undefined) return undefined;
  if (assigned !== undefined) return `Cannot write private member ${key} to an object whose class did not declare it`;
  return `Cannot read private member ${key} from an object whose class did not declare it`;
}
