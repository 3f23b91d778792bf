// The native parts of node:vm.

/** The source with its awaits rewritten. */
export function op_vm_compile(source: string, filename: string): string;
/** What a script came to. */
export function op_vm_run(code: string, filename: string): { value: unknown } | { error: unknown };
