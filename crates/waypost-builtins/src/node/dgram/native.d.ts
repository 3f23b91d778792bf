// The ops of this folder: mod.rs says what each does. An error is its name.

export function op_dgram_bind(address: string, port: number, ipv6Only: boolean, reuseAddr: boolean, reusePort: boolean): number | string;
/** A datagram, null when the socket was closed, or the name of the error. */
export function op_dgram_receive(id: number): Promise<[Uint8Array, string, number] | null | string>;
export function op_dgram_send(id: number, bytes: Uint8Array, address: string | null, port: number): Promise<string | null>;
/** Without an address the socket has no peer any more. */
export function op_dgram_connect(id: number, address: string | null, port: number): string | null;
export function op_dgram_names(id: number): [string | null, number | null, string | null, number | null];
export function op_dgram_set(id: number, option: string, value: number): string | null;
export function op_dgram_membership(id: number, group: string, networkInterface: string, join: boolean): string | null;
export function op_dgram_buffer(id: number, isReceive: boolean, size: number): number | string;
export function op_dgram_close(id: number): void;
