// process.emitWarning: validation, the `warning` event, and the line on standard error.

import { codes } from "waypost-internal:internal/errors/errors";
import { v8Stack } from "waypost-internal:internal/errors/stack";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { writeOutput } from "waypost-internal:node/console/output";
import { process } from "waypost-internal:node/process/process";
import { validateString } from "waypost-internal:internal/validators/validators";

interface WarningOptions {
  type?: string;
  code?: string;
  ctor?: unknown;
  detail?: string;
}
interface Warning extends Error {
  code?: string;
  detail?: string;
}

/** Whether Node.js was asked to warn of what is only going to be deprecated. */
export function tellsPendingDeprecations(): boolean {
  return process.env.NODE_PENDING_DEPRECATION === "1" || (process.execArgv as string[]).includes("--pending-deprecation");
}

export function emitWarning(warning: unknown, typeOrOptions?: unknown, codeOrCtor?: unknown, _ctor?: unknown): void {
  let type = typeOrOptions;
  let code = codeOrCtor;
  let detail: unknown;
  if (type !== null && typeof type === "object" && !Array.isArray(type)) {
    const options = type as WarningOptions;
    code = options.code;
    detail = typeof options.detail === "string" ? options.detail : undefined;
    type = options.type;
  } else if (typeof type === "function") {
    code = undefined;
    type = undefined;
  }
  if (type !== undefined) validateString(type, "type");
  if (typeof code === "function") code = undefined;
  else if (code !== undefined) validateString(code, "code");
  let made: Warning;
  if (typeof warning === "string") {
    made = new Error(warning) as Warning;
    made.name = String(type || "Warning");
    if (code !== undefined) made.code = code as string;
    if (detail !== undefined) made.detail = detail as string;
  } else if (warning instanceof Error) made = warning;
  else throw new codes.ERR_INVALID_ARG_TYPE!("warning", ["Error", "string"], warning);
  if (made.name === "DeprecationWarning") {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      nextTick(() => {
        throw made;
      });
      return;
    }
  }
  nextTick(deliver as never, made);
}

function deliver(warning: Warning): void {
  print(warning);
  process.emit("warning", warning);
}

function print(warning: Warning): void {
  const isDeprecation = warning.name === "DeprecationWarning";
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings === true || (isDeprecation && process.traceDeprecation === true);
  const code = warning.code ? `[${warning.code}] ` : "";
  let text = `(waypost:${process.pid}) ${code}`;
  text += trace ? v8Stack(warning) : `${warning.name}: ${warning.message}`;
  if (typeof warning.detail === "string") text += `\n${warning.detail}`;
  writeOutput(2, `${text}\n`);
}
