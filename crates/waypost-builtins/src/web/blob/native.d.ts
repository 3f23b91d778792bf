// The ops of web/blob: ranges of a form's files on disk.

declare module "waypost-native:web/blob" {
  export function op_blob_read(id: number, offset: number, length: number): Promise<Uint8Array>;
  export function op_blob_read_now(id: number, offset: number, length: number): Uint8Array;
  export function op_blob_close(id: number): void;
}
