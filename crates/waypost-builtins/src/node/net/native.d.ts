// The ops of this folder: socket.rs and listener.rs say what each does. An error is its name.

export function op_net_open(): number;
export function op_net_connect(id: number, address: string, port: number, localAddress: string | null, localPort: number): Promise<string | null>;
export function op_net_connect_path(id: number, path: string): Promise<string | null>;
/** Bytes, null at the end, or the name of the error. */
export function op_net_read(id: number): Promise<Uint8Array | null | string>;
/** How many bytes the system took, or the name of the error. */
export function op_net_try_write(id: number, bytes: Uint8Array): number | string;
export function op_net_write(id: number, bytes: Uint8Array): Promise<string | null>;
export function op_net_shutdown(id: number): string | null;
export function op_net_no_delay(id: number, enable: boolean): string | null;
export function op_net_keep_alive(id: number, enable: boolean, seconds: number): string | null;
export function op_net_names(id: number): [string | null, number | null, string | null, number | null];
export function op_net_close(id: number, reset: boolean): void;
export function op_net_listen(address: string, port: number, backlog: number, ipv6Only: boolean, reusePort: boolean): number | string;
export function op_net_listen_path(path: string, backlog: number, readableAll: boolean, writableAll: boolean): number | string;
/** The id of a connection, null when the listener was closed, or the name of the error. */
export function op_net_accept(id: number): Promise<number | null | string>;
export function op_net_listening_on(id: number): [string, number] | [string] | [];
