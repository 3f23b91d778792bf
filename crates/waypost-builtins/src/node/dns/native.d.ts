// The ops of this folder: mod.rs says what each does. An error is its name.

export function op_dns_lookup(host: string, family: number): Promise<string[] | string>;
export function op_dns_servers(): string[];
export function op_dns_exchange(server: string, query: Uint8Array, milliseconds: number): Promise<Uint8Array | string>;
