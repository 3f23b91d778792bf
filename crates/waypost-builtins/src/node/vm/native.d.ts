// The native parts of node:vm.

/** The source with its awaits rewritten, and the names it declares globally with `var` and `function`. */
export function op_vm_compile(source: string, filename: string): [code: string, globals: string[]];
/** What a script came to. */
export function op_vm_run(code: string, filename: string): { value: unknown } | { error: unknown };
/** A realm of its own: its global object, and what evaluates a script there. */
export function op_vm_realm(): { global: object; evaluate: (code: string, filename: string) => unknown };
