// The native parts of node:child_process.

/** A program to be started. */
export interface Plan {
  file: string;
  args: string[];
  argv0?: string | undefined;
  cwd?: string | undefined;
  /** Names and values in turn. */
  env: string[];
  /** `pipe`, `ignore`, `inherit`, or the number of an open file. */
  stdio: string[];
  detached?: boolean;
  uid?: number | undefined;
  gid?: number | undefined;
  input?: Uint8Array | undefined;
  timeout?: number | undefined;
  maxBuffer?: number | undefined;
  killSignal?: number | undefined;
}
/** Exit code, number of the signal. */
export type Ending = [number | null, number | null];
export interface RunResult {
  pid: number;
  ending: Ending;
  stdout: Uint8Array | null;
  stderr: Uint8Array | null;
  over: "ETIMEDOUT" | "ENOBUFS" | null;
}

/** Id and process id. */
export function op_child_spawn(plan: Plan): [number, number];
export function op_child_wait(id: number): Promise<Ending>;
/** The next bytes that it wrote; null at the end. */
export function op_child_read(id: number, isErrors: boolean): Promise<Uint8Array | null>;
export function op_child_write(id: number, bytes: Uint8Array): Promise<void>;
export function op_child_end_input(id: number): void;
/** 0, or the number of the error, negative. */
export function op_child_kill(id: number, signal: number): number;
/** Runs a program to its end. */
export function op_child_run(plan: Plan): RunResult;
