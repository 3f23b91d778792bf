// The native parts of `process`.

/** What does not change while the worker lives. */
export interface ProcessFacts {
  pid: number;
  ppid: number;
  platform: string;
  arch: string;
  argv: string[];
  execPath: string;
  title: string;
  waypostVersion: string;
  uid: number;
  gid: number;
  euid: number;
  egid: number;
}
export function op_process_facts(): ProcessFacts;
/** Names and values in turn. */
export function op_process_env(): string[];
export function op_process_cwd(): string;
/** Nanoseconds since the process began. */
export function op_process_elapsed(): number;
/** rss, heapTotal, heapUsed, external, arrayBuffers. */
export function op_process_memory(): number[];
/** Microseconds of user and system time. */
export function op_process_cpu(): number[];
/** Sets the file mode mask when one is given; answers the one before. */
export function op_process_umask(mask: number | undefined): number;
