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
}
