// The ops of web/formdata.

declare module "waypost-native:web/formdata" {
  /**
   * The parts of a multipart body, five values each: name, file name or null, content type, and
   * where in `bytes` the content starts and ends. Undefined when the body is malformed.
   */
  export function op_formdata_parse(
    bytes: Uint8Array,
    boundary: string,
  ): (string | number | null)[] | undefined;

  /** A form that is read piece by piece; undefined when no body has this boundary. */
  export function op_formdata_open(boundary: string): number | undefined;
  /** Takes the next piece; a text says why the form cannot be taken, and it is over with it. */
  export function op_formdata_write(id: number, bytes: Uint8Array): Promise<undefined | string>;
  /**
   * The file that large content is in, or null; then the parts, six values each: name, file name or null, content
   * type, the bytes of a field or null, offset and length of a file. A text says what is wrong.
   */
  export function op_formdata_finish(id: number): Promise<(string | number | null | Uint8Array)[] | string>;
  export function op_formdata_close(id: number): void;
}
