// The ops of this folder: mod.rs says what each does.

export function op_preview_seal(secret: string, text: string): Uint8Array;
export function op_preview_open(secret: string, sealed: Uint8Array): string | null;
