// The native parts of node:util.

/** The target of a proxy, `null` when it was revoked, `undefined` for anything else. */
export function op_util_proxy_target(value: unknown): object | null | undefined;
export function op_util_is_promise(value: unknown): boolean;
/** 0 pending, 1 fulfilled, 2 rejected, and the result; the promise is not marked as handled. */
export function op_util_promise_state(value: unknown): [number, unknown];
