// FormData: https://xhr.spec.whatwg.org/#interface-formdata
//
// The entries lie in one flat array, name then value. How they are written to a body and read from
// one is in `multipart.ts`.

import { INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface, codedTypeError } from "waypost-internal:internal/web_interface/web_interface";
import { type IterationKind, type MakeIterator, pairIterators } from "waypost-internal:internal/webidl/pair_iterator";
import { USVString } from "waypost-internal:internal/webidl/webidl";
import { type Blob, blobSegments, isBlob } from "waypost-internal:web/blob/blob";
import { type File, fileOf, isFile } from "waypost-internal:web/blob/file";
import { parseFormUrlencodedList } from "waypost-internal:web/url/form_urlencoded";

export { encodeMultipart, feedPieces, type MultipartBody, parseMultipart, spoolMultipart } from "waypost-internal:web/formdata/multipart";

export type FormDataValue = string | File;

let listOf: (data: FormData) => FormDataValue[];
let adopt: (data: FormData, list: FormDataValue[]) => void;
let isFormDataObject: (value: object) => boolean;

export class FormData {
  #list: FormDataValue[];

  static {
    listOf = (data): FormDataValue[] => {
      if (!(#list in data)) throw invalidThis("FormData");
      return data.#list;
    };
    adopt = (data, list): void => {
      data.#list = list;
    };
    isFormDataObject = (value): boolean => #list in value;
  }

  constructor(form: undefined = undefined) {
    if (form !== undefined) {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", "FormData constructor: Argument 1 could not be converted to: undefined.");
    }
    this.#list = [];
  }

  append(name: string, value: string | Blob, filename: string | undefined = undefined): void {
    const list = listOf(this);
    requireArguments(arguments.length, 2, "FormData.append");
    const key = USVString(name);
    list.push(key, toValue(value, filename, arguments.length > 2, "append"));
  }

  delete(name: string): void {
    const list = listOf(this);
    requireArguments(arguments.length, 1, "FormData.delete");
    const key = USVString(name);
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) continue;
      list[kept++] = list[i]!;
      list[kept++] = list[i + 1]!;
    }
    list.length = kept;
  }

  get(name: string): FormDataValue | null {
    const list = listOf(this);
    requireArguments(arguments.length, 1, "FormData.get");
    const key = USVString(name);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) return list[i + 1]!;
    }
    return null;
  }

  getAll(name: string): FormDataValue[] {
    const list = listOf(this);
    requireArguments(arguments.length, 1, "FormData.getAll");
    const key = USVString(name);
    const values: FormDataValue[] = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) values.push(list[i + 1]!);
    }
    return values;
  }

  has(name: string): boolean {
    const list = listOf(this);
    requireArguments(arguments.length, 1, "FormData.has");
    const key = USVString(name);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) return true;
    }
    return false;
  }

  // https://xhr.spec.whatwg.org/#dom-formdata-set
  set(name: string, value: string | Blob, filename: string | undefined = undefined): void {
    const list = listOf(this);
    requireArguments(arguments.length, 2, "FormData.set");
    const key = USVString(name);
    const entry = toValue(value, filename, arguments.length > 2, "set");
    let kept = 0;
    let found = false;
    for (let i = 0; i < list.length; i += 2) {
      const same = list[i] === key;
      if (same && found) continue;
      list[kept++] = list[i]!;
      list[kept++] = same ? entry : list[i + 1]!;
      found ||= same;
    }
    list.length = kept;
    if (!found) list.push(key, entry);
  }

  forEach(callback: (value: FormDataValue, name: string, data: FormData) => void, thisArg: unknown = undefined): void {
    const list = listOf(this);
    requireArguments(arguments.length, 1, "FormData.forEach");
    if (typeof callback !== "function") {
      throw new TypeError("Failed to execute 'forEach' on 'FormData': parameter 1 is not of type 'Function'.");
    }
    for (let i = 0; i < list.length; i += 2) {
      callback.call(thisArg, list[i + 1]!, list[i] as string, this);
    }
  }

  keys(): IterableIterator<string> {
    return iterate(this, "key");
  }

  values(): IterableIterator<FormDataValue> {
    return iterate(this, "value");
  }

  entries(): IterableIterator<[string, FormDataValue]> {
    return iterate(this, "key+value");
  }

  declare [Symbol.iterator]: () => IterableIterator<[string, FormDataValue]>;

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[FormData]";
    const list = listOf(this);
    const shown: Record<string, unknown> = { __proto__: null } as never;
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i] as string;
      const before = shown[name];
      if (before === undefined) shown[name] = list[i + 1];
      else if (Array.isArray(before)) before.push(list[i + 1]);
      else shown[name] = [before, list[i + 1]];
    }
    return `FormData ${inspect({ ...shown }, options)}`;
  }
}

const { prototype } = FormData;
Object.defineProperty(prototype, Symbol.iterator, { value: prototype.entries, writable: true, configurable: true });
shapeInterface(FormData, "FormData");

const makeIterator: MakeIterator<FormData> = pairIterators("FormData", (data, index) => {
  const list = listOf(data);
  return 2 * index < list.length ? [list[2 * index], list[2 * index + 1]] : undefined;
});

function iterate<T>(data: FormData, kind: IterationKind): IterableIterator<T> {
  listOf(data); // the brand check
  return makeIterator(data, kind);
}

// https://xhr.spec.whatwg.org/#create-an-entry, whose string case is the caller's
function toValue(value: unknown, filename: unknown, hasFilename: boolean, method: string): FormDataValue {
  if (!isBlob(value)) {
    if (!hasFilename) return USVString(value);
    throw new TypeError(`Failed to execute '${method}' on 'FormData': parameter 2 is not of type 'Blob'`);
  }
  const name = filename === undefined ? undefined : USVString(filename);
  if (name === undefined && isFile(value)) return value;
  const lastModified = isFile(value) ? value.lastModified : undefined;
  return fileOf(blobSegments(value), name ?? "blob", value.type, lastModified);
}

/** Whether the value is a FormData. */
export function isFormData(value: unknown): value is FormData {
  return typeof value === "object" && value !== null && isFormDataObject(value);
}

/** The entries, flat; the caller's to read. */
export function formDataList(data: FormData): readonly FormDataValue[] {
  return listOf(data);
}

/** A FormData over entries that already have their types, flat. */
export function formDataFromList(list: FormDataValue[]): FormData {
  const data = new FormData();
  adopt(data, list);
  return data;
}

/** The FormData of an `application/x-www-form-urlencoded` body. */
export function formDataFromUrlencoded(text: string): FormData {
  return formDataFromList(parseFormUrlencodedList(text));
}
