// spawnSync, execSync and execFileSync. The worker answers nobody while the program runs.

import { validateNumber, validateString } from "waypost-internal:internal/validators/validators";
import { Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { channelsOf, commandOf, inputBytes, signalName, signalNumber, type Command, type Options } from "waypost-internal:node/child_process/arguments";
import { spawnError } from "waypost-internal:node/child_process/child";
import { errnoOf } from "waypost-internal:internal/errors/system";
import { process } from "waypost-internal:node/process/process";
import { op_child_run, type RunResult } from "waypost-native:node/child_process";

const MAX_BUFFER = 1024 * 1024;

/** What a sync form answers. */
export interface SyncResult {
  pid: number;
  status: number | null;
  signal: string | null;
  output: unknown[] | null;
  stdout: unknown;
  stderr: unknown;
  error?: Error;
}

function run(command: Command): SyncResult {
  const { file, args, options, plan } = command;
  const { maxBuffer = MAX_BUFFER, encoding } = options as { maxBuffer?: number; encoding?: unknown };
  validateNumber(maxBuffer, "options.maxBuffer", 0);
  const stdio = channelsOf(options.stdio);
  const input = options.input === undefined || options.input === null ? undefined : inputBytes(options.input, encoding);
  if (input !== undefined) stdio[0] = "pipe";
  let result: RunResult;
  try {
    const killSignal = options.killSignal === undefined ? undefined : signalNumber(options.killSignal);
    result = op_child_run({ ...plan, stdio, input, timeout: options.timeout as number, maxBuffer, killSignal });
  } catch (error) {
    const failed = spawnError(error, "spawnSync", file, args);
    return { pid: 0, status: null, signal: null, output: null, stdout: null, stderr: null, error: failed };
  }
  const decoded = (bytes: Uint8Array | null): unknown => {
    if (bytes === null) return null;
    const buffer = toBuffer(bytes);
    return typeof encoding === "string" && encoding !== "buffer" && Buffer.isEncoding(encoding) ? buffer.toString(encoding) : buffer;
  };
  const [stdout, stderr] = [decoded(result.stdout), decoded(result.stderr)];
  const [status, signal] = result.ending;
  const answer: SyncResult = {
    pid: result.pid, output: [null, stdout, stderr], status: result.over === null ? status : null, signal: signalName(signal), stdout, stderr,
  };
  if (result.over !== null) answer.error = spawnError({ errno: errnoOf(result.over) }, "spawnSync", file, args);
  return answer;
}

export function spawnSync(file: unknown, args?: unknown, options?: unknown): SyncResult {
  return run(commandOf(file, args, options));
}

/** Throws what the other forms tell in `error`; what the program said on its standard error is passed on. */
function outputOf(command: Command, shown: string, passOn: boolean): unknown {
  const result = run(command);
  if (passOn && result.stderr) process.stderr.write(result.stderr as Uint8Array);
  if (result.error !== undefined) throw Object.assign(result.error, result);
  if (result.status === 0) return result.stdout;
  let message = `Command failed: ${shown}`;
  if (result.stderr && (result.stderr as { length: number }).length > 0) message += `\n${String(result.stderr)}`;
  throw Object.assign(new Error(message), result);
}

export function execFileSync(file: unknown, args?: unknown, options?: unknown): unknown {
  const command = commandOf(file, args, options);
  return outputOf(command, command.args.join(" "), command.options.stdio === undefined);
}

export function execSync(text: unknown, given?: Options): unknown {
  validateString(text, "command");
  const options: Options = { ...given, shell: typeof given?.shell === "string" ? given.shell : true };
  return outputOf(commandOf(text, [], options), text, options.stdio === undefined);
}
