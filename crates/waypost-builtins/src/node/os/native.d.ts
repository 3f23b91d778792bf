// The native parts of node:os.

/** What the system tells of itself. */
export interface SystemFacts {
  hostname: string;
  type: string;
  release: string;
  version: string;
  machine: string;
  arch: string;
  platform: string;
  homedir: string;
  tmpdir: string;
  username: string;
  shell: string | null;
  uid: number;
  gid: number;
  parallelism: number;
}
export function op_os_facts(): SystemFacts;
/** Total and free bytes, seconds since the start, three load averages. */
export function op_os_figures(): number[];
/** Model, MHz, then user, nice, sys, idle, irq in milliseconds, per processor. */
export function op_os_cpus(): (string | number)[];
