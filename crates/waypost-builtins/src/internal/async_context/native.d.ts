// The ops of this folder.

/** Rewrites code made at run time; undefined when it does not parse as a script. */
export function op_async_context_transform(source: string): string | undefined;
