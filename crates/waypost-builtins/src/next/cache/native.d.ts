// The ops of this folder: mod.rs says what each does.

export interface NativeValue {
  stale: boolean;
  status: number;
  /** Name and value by turns, each ended by a line feed. */
  headers: string;
  url: string;
  body: Uint8Array;
}

export function op_cache_key(text: string): string;
export function op_cache_now(): number;
export function op_cache_peek(key: string, implied: string[]): NativeValue | null | undefined;
export function op_cache_load(key: string, implied: string[]): Promise<NativeValue | null>;
export function op_cache_store(
  key: string,
  created: number,
  revalidate: number,
  tags: string[],
  status: number,
  headers: string,
  url: string,
  body: Uint8Array,
  expire: number,
): Promise<void>;
export function op_cache_mark(tags: string[], expire: number | undefined): Promise<void>;
export function op_cache_lease(key: string): Promise<number | null>;
export function op_cache_release(key: string, holder: number): Promise<void>;
