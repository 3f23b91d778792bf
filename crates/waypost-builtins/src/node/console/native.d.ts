// The native part of the console.

/** Writes text or bytes to standard output (1) or standard error (2). */
export function op_console_write(fd: number, data: string | Uint8Array): void;
/** Whether text for `fd` is to be coloured, and whether it is a terminal. */
export function op_console_settings(fd: number): { colors: boolean; isTty: boolean; columns: number };
