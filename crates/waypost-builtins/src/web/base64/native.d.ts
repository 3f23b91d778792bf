// The ops of web/base64.

declare module "waypost-native:web/base64" {
  /** https://infra.spec.whatwg.org/#forgiving-base64-decode to one unit per byte; undefined when invalid. */
  export function op_base64_decode(text: string): string | undefined;
  /** Base64 of one byte per unit; undefined when a unit is more than a byte. */
  export function op_base64_encode(text: string): string | undefined;
}
