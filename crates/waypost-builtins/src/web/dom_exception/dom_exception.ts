// DOMException: the error class of the web APIs.
// https://webidl.spec.whatwg.org/#idl-DOMException
//
// Instances are native errors with three private slots, so that the engine and `util.inspect`
// treat them as errors, while the constructor itself inherits from nothing, as Web IDL wants.

import {
  defineConstants,
  invalidThis,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";

const captureStackTrace = (
  Error as ErrorConstructor & { captureStackTrace?: (error: object, above: unknown) => void }
).captureStackTrace;

const CONSTANTS: Readonly<Record<string, number>> = {
  INDEX_SIZE_ERR: 1,
  DOMSTRING_SIZE_ERR: 2,
  HIERARCHY_REQUEST_ERR: 3,
  WRONG_DOCUMENT_ERR: 4,
  INVALID_CHARACTER_ERR: 5,
  NO_DATA_ALLOWED_ERR: 6,
  NO_MODIFICATION_ALLOWED_ERR: 7,
  NOT_FOUND_ERR: 8,
  NOT_SUPPORTED_ERR: 9,
  INUSE_ATTRIBUTE_ERR: 10,
  INVALID_STATE_ERR: 11,
  SYNTAX_ERR: 12,
  INVALID_MODIFICATION_ERR: 13,
  NAMESPACE_ERR: 14,
  INVALID_ACCESS_ERR: 15,
  VALIDATION_ERR: 16,
  TYPE_MISMATCH_ERR: 17,
  SECURITY_ERR: 18,
  NETWORK_ERR: 19,
  ABORT_ERR: 20,
  URL_MISMATCH_ERR: 21,
  QUOTA_EXCEEDED_ERR: 22,
  TIMEOUT_ERR: 23,
  INVALID_NODE_TYPE_ERR: 24,
  DATA_CLONE_ERR: 25,
};

// https://webidl.spec.whatwg.org/#dfn-error-names-table
const CODES: ReadonlyMap<string, number> = new Map([
  ["IndexSizeError", 1],
  ["HierarchyRequestError", 3],
  ["WrongDocumentError", 4],
  ["InvalidCharacterError", 5],
  ["NoModificationAllowedError", 7],
  ["NotFoundError", 8],
  ["NotSupportedError", 9],
  ["InUseAttributeError", 10],
  ["InvalidStateError", 11],
  ["SyntaxError", 12],
  ["InvalidModificationError", 13],
  ["NamespaceError", 14],
  ["InvalidAccessError", 15],
  ["TypeMismatchError", 17],
  ["SecurityError", 18],
  ["NetworkError", 19],
  ["AbortError", 20],
  ["URLMismatchError", 21],
  ["QuotaExceededError", 22],
  ["TimeoutError", 23],
  ["InvalidNodeTypeError", 24],
  ["DataCloneError", 25],
]);

/** Returns the object it is given, so that a derived class can stamp its private fields on it. */
const Stamped = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

class Slots extends Stamped {
  #name: string;
  #message: string;

  constructor(exception: object, name: string, message: string) {
    super(exception);
    this.#name = name;
    this.#message = message;
  }

  static has(value: object): boolean {
    return #name in value;
  }

  static nameOf(exception: object): string {
    if (!(#name in exception)) throw invalidThis("DOMException");
    return exception.#name;
  }

  static messageOf(exception: object): string {
    if (!(#name in exception)) throw invalidThis("DOMException");
    return exception.#message;
  }
}

export class DOMException {
  declare stack?: string;
  declare cause?: unknown;

  constructor(message: unknown = "", options: unknown = "Error") {
    const self = Reflect.construct(Error, [], new.target) as DOMException & Error;
    const text = String(message);
    // Node.js accepts `{ name, cause }` beside the standard's plain name.
    if (typeof options === "object" && options !== null) {
      const bag = options as { name?: unknown; cause?: unknown };
      const name = bag.name;
      new Slots(self, name === undefined ? "Error" : String(name), text);
      if ("cause" in bag) {
        Object.defineProperty(self, "cause", {
          value: bag.cause,
          configurable: true,
          writable: true,
          enumerable: false,
        });
      }
    } else {
      new Slots(self, String(options), text);
    }
    captureStackTrace?.(self, DOMException);
    return self;
  }

  get name(): string {
    return Slots.nameOf(this);
  }

  get message(): string {
    return Slots.messageOf(this);
  }

  get code(): number {
    return CODES.get(Slots.nameOf(this)) ?? 0;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
shapeInterface(DOMException, "DOMException");
defineConstants(DOMException, CONSTANTS);

/** Whether `value` is a DOMException of this realm, whatever its prototype says. */
export function isDOMException(value: unknown): value is DOMException {
  return typeof value === "object" && value !== null && Slots.has(value);
}
