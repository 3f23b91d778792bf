// The ops of this folder: context.rs and engine.rs say what each does.

/** PEM texts or null; versions are bits, 1 for TLS 1.2 and 2 for TLS 1.3. */
export function op_tls_context(ca: string | null, cert: string | null, key: string | null, versions: number): number;
export function op_tls_root_certificates(): Uint8Array[];
/** Protocols are length-prefixed, as on the wire. */
export function op_tls_client(context: number, name: string, sendName: boolean, strict: boolean, protocols: Uint8Array): number;
export function op_tls_server(context: number, ask: boolean, strict: boolean, protocols: Uint8Array): number;
/** Plain bytes, bytes to send, state bits (1 handshaking, 2 the peer has ended), code and message of an error. */
export function op_tls_receive(id: number, bytes: Uint8Array): [Uint8Array | null, Uint8Array | null, number, string | null, string | null];
export function op_tls_send(id: number, bytes: Uint8Array): Uint8Array;
export function op_tls_end(id: number): Uint8Array;
export function op_tls_details(
  id: number,
): [string | null, string | null, string | null, string | null, boolean, string | null, string | null, ...Uint8Array[]];
export function op_tls_export(id: number, length: number, label: string, context: Uint8Array | null): Uint8Array;
export function op_tls_close(id: number): void;
