// The ops of this folder: exchange.rs says what each does.

export interface NativeFailure {
  name: string;
  message: string;
  code: string;
  errno?: number;
  syscall?: string;
  address?: string;
  port?: number;
  hostname?: string;
  errors?: NativeFailure[];
}

export interface NativeHead {
  failure?: NativeFailure;
  status: number;
  statusText: string;
  /** Name and value by turns, each ended by a line feed. */
  headers: string;
  location: string | null;
}

export function op_fetch_open(streams: boolean): number;
export function op_fetch_send(
  id: number,
  method: string,
  url: string,
  headers: string,
  body: Uint8Array | undefined,
  decode: boolean,
): Promise<NativeHead>;
export function op_fetch_write(id: number, bytes: Uint8Array): Promise<boolean>;
/** Writes what another exchange or else a request body has to give: false when nobody wants more, else what it ended with. */
export function op_fetch_move(id: number, isFetched: boolean, source: number): Promise<unknown>;
export function op_fetch_end(id: number, failed: boolean): void;
/** A piece of a response's body, null at its end, or why there is none. */
export type FetchPiece = Uint8Array | null | { failure: NativeFailure };
export function op_fetch_read(id: number): Promise<FetchPiece>;
export function op_fetch_close(id: number): void;
export function op_fetch_digest(algorithm: "sha256" | "sha384" | "sha512", bytes: Uint8Array): Uint8Array;
