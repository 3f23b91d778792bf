// The ops of this folder: mod.rs says what each does.

/** Output, how much input was taken, bits (1 the output is full, 2 the stream has ended), and the error's number, code and message. */
export type Step = [Uint8Array, number, number, number | null, string | null, string | null];

export function op_zlib_open(mode: number, numbers: Int32Array, dictionary: Uint8Array | null): number | null;
export function op_zlib_run(id: number, flush: number, bytes: Uint8Array, limit: number): Step;
export function op_zlib_run_later(id: number, flush: number, bytes: Uint8Array, limit: number): Promise<Step>;
export function op_zlib_set_params(id: number, level: number, strategy: number): boolean;
export function op_zlib_reset(id: number): void;
export function op_zlib_close(id: number): void;
export function op_zlib_crc32(bytes: Uint8Array, start: number): number;
