// The ops of this folder: codec.rs says what each does.

export function op_compression_open(format: string, decompress: boolean): number;
/**
 * What the codec has to say after these bytes; null when they are not of the format, a list with the last of the output
 * when there are bytes after the format's end.
 */
export function op_compression_write(id: number, bytes: Uint8Array): Uint8Array | null | [Uint8Array];
/** The rest; null when the input stopped too early. The codec is closed. */
export function op_compression_finish(id: number): Uint8Array | null;
export function op_compression_close(id: number): void;
