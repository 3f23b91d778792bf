// The ops of this folder: connection.rs says what each does.

import type { NativeFailure } from "waypost-native:web/fetch";

export interface NativeEnd {
  code: number;
  reason: string;
  clean: boolean;
  /** What the server did wrong, if that ended it. */
  error: string | null;
}

export function op_websocket_open(): number;
export function op_websocket_connect(
  id: number,
  url: string,
  protocols: string,
  headers: string,
): Promise<{ protocol: string; failure?: undefined } | { failure: NativeFailure }>;
export function op_websocket_send(id: number, data: string | Uint8Array): boolean;
export function op_websocket_buffered(id: number): number;
export function op_websocket_close(id: number, code: number, reason: string): void;
export function op_websocket_receive(id: number): Promise<string | Uint8Array | NativeEnd>;
export function op_websocket_drop(id: number): void;
