// node:os.

import { codes } from "waypost-internal:internal/errors/errors";
import { systemErrorMap } from "waypost-internal:internal/errors/system";
import { SIGNALS } from "waypost-internal:node/constants/signals";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { op_os_cpus, op_os_facts, op_os_figures, type SystemFacts } from "waypost-native:node/os";

let known: SystemFacts | undefined;

function facts(): SystemFacts {
  return (known ??= op_os_facts());
}

export const EOL: string = "\n";
export const devNull: string = "/dev/null";

export function arch(): string {
  return facts().arch;
}
export function platform(): string {
  return facts().platform;
}
export function type(): string {
  return facts().type;
}
export function release(): string {
  return facts().release;
}
export function version(): string {
  return facts().version;
}
export function machine(): string {
  return facts().machine;
}
export function hostname(): string {
  return facts().hostname;
}
export function homedir(): string {
  return facts().homedir;
}
export function tmpdir(): string {
  return facts().tmpdir;
}
export function endianness(): "LE" | "BE" {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "LE" : "BE";
}
export function totalmem(): number {
  return op_os_figures()[0]!;
}
export function freemem(): number {
  return op_os_figures()[1]!;
}
export function uptime(): number {
  return op_os_figures()[2]!;
}
export function loadavg(): number[] {
  return op_os_figures().slice(3, 6);
}
export function availableParallelism(): number {
  return facts().parallelism;
}

/** One processor. */
export interface Cpu {
  model: string;
  speed: number;
  times: { user: number; nice: number; sys: number; idle: number; irq: number };
}

const CPU_FIELDS = 7;

export function cpus(): Cpu[] {
  const list = op_os_cpus();
  const result: Cpu[] = [];
  for (let i = 0; i < list.length; i += CPU_FIELDS) {
    const [model, speed, user, nice, sys, idle, irq] = list.slice(i, i + CPU_FIELDS) as [string, number, number, number, number, number, number];
    result.push({ model, speed, times: { user, nice, sys, idle, irq } });
  }
  return result;
}

/** Addresses of interfaces are not told to user code: a worker is not bound to any of them. */
export function networkInterfaces(): Record<string, unknown[]> {
  return {
    lo: [{ address: "127.0.0.1", netmask: "255.0.0.0", family: "IPv4", mac: "00:00:00:00:00:00", internal: true, cidr: "127.0.0.1/8" }],
  };
}

export function userInfo(options?: { encoding?: string }): Record<string, unknown> {
  const { uid, gid, username, homedir: home, shell } = facts();
  const text = (value: string | null): unknown => (options?.encoding === "buffer" && value !== null ? Buffer.from(value) : value);
  return { uid, gid, username: text(username), homedir: text(home), shell: text(shell) };
}

export function getPriority(): number {
  return 0;
}

/** The supervisor gives workers their priority. */
export function setPriority(): never {
  throw new codes.ERR_WORKER_SHARED!("os.setPriority()");
}

function errnoTable(): Record<string, number> {
  const table: Record<string, number> = {};
  for (const [number, [name]] of systemErrorMap()) {
    if (number > -3000 && name.startsWith("E")) table[name] = -number;
  }
  return table;
}

export const constants: Record<string, unknown> = Object.freeze({
  UV_UDP_REUSEADDR: 4,
  dlopen: Object.freeze({ RTLD_LAZY: 1, RTLD_NOW: 2, RTLD_GLOBAL: 256, RTLD_LOCAL: 0, RTLD_DEEPBIND: 8 }),
  errno: Object.freeze(errnoTable()),
  signals: Object.freeze({ ...SIGNALS }),
  priority: Object.freeze({
    PRIORITY_LOW: 19,
    PRIORITY_BELOW_NORMAL: 10,
    PRIORITY_NORMAL: 0,
    PRIORITY_ABOVE_NORMAL: -7,
    PRIORITY_HIGH: -14,
    PRIORITY_HIGHEST: -20,
  }),
});

// `${os.hostname}` and the like give the value.
for (const fn of [arch, platform, type, release, version, machine, hostname, homedir, tmpdir, endianness, totalmem, freemem, uptime, availableParallelism]) {
  Object.defineProperty(fn, Symbol.toPrimitive, { value: () => fn(), configurable: true });
}

export default {
  arch, availableParallelism, cpus, endianness, freemem, getPriority, homedir, hostname, loadavg, networkInterfaces,
  platform, release, setPriority, tmpdir, totalmem, type, userInfo, uptime, version, machine, constants, EOL, devNull,
};
