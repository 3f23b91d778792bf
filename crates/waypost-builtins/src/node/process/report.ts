// process.report: what packages ask it for is the system around the process, above all the C library
// that an addon must fit. The engine keeps no account of its stacks, so those parts are empty.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { readFileSync } from "waypost-internal:node/fs/whole_file";
import os from "waypost-internal:node/os/os";
import type { Process } from "waypost-internal:node/process/process";

type Report = Record<string, unknown>;

const LIBC_VERSION = /GNU C Library[^\n]* version (\d+\.\d+)/;

/** The files that are mapped into the process as code. */
function sharedObjects(): string[] {
  let maps: string;
  try {
    maps = readFileSync("/proc/self/maps", "utf8") as string;
  } catch {
    // Only Linux has it.
    return [];
  }
  const files = new Set<string>();
  for (const line of maps.split("\n")) {
    const at = line.indexOf("/");
    if (at >= 0 && /\.so(\.[\d.]+)?$/.test(line)) files.add(line.slice(at));
  }
  return [...files];
}

/** The version that glibc's own file states; nothing with another C library. */
function glibcVersion(objects: string[]): string | undefined {
  const file = objects.find((path) => /\/libc(\.so\.6|-[\d.]+\.so)$/.test(path));
  if (file === undefined) return undefined;
  try {
    return LIBC_VERSION.exec(readFileSync(file, "latin1") as string)?.[1];
  } catch {
    return undefined;
  }
}

function header(process: Process, objects: string[], now: Date): Report {
  const glibc = glibcVersion(objects);
  return {
    reportVersion: 3,
    event: "JavaScript API",
    trigger: "GetReport",
    filename: null,
    dumpEventTime: now.toISOString().slice(0, 19) + "Z",
    dumpEventTimeStamp: String(now.getTime()),
    processId: process.pid,
    threadId: 0,
    cwd: process.cwd(),
    commandLine: process.argv,
    nodejsVersion: process.version,
    ...(glibc === undefined ? {} : { glibcVersionRuntime: glibc, glibcVersionCompiler: glibc }),
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: process.versions,
    release: process.release,
    osName: os.type(),
    osRelease: os.release(),
    osVersion: os.version(),
    osMachine: os.machine(),
    cpus: os.cpus(),
    host: os.hostname(),
  };
}

/** `process.report`. */
export function diagnosticReport(process: Process): Report {
  return {
    compact: false,
    directory: "",
    excludeNetwork: false,
    filename: "",
    reportOnFatalError: false,
    reportOnSignal: false,
    reportOnUncaughtException: false,
    signal: "SIGUSR2",
    getReport(error?: { message?: unknown; stack?: unknown }): Report {
      const objects = sharedObjects();
      const { heapTotal, heapUsed } = (process.memoryUsage as () => Record<string, number>)();
      return {
        header: header(process, objects, new Date()),
        javascriptStack: { message: String(error?.message ?? "Error: JavaScript Callstack"), stack: String(error?.stack ?? "").split("\n") },
        javascriptHeap: { totalMemory: heapTotal, usedMemory: heapUsed },
        nativeStack: [],
        resourceUsage: (process.resourceUsage as () => Report)(),
        libuv: [],
        workers: [],
        environmentVariables: { ...process.env },
        userLimits: {},
        sharedObjects: objects,
      };
    },
    writeReport(): never {
      throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", "process.report.writeReport() is not available in waypost: write what getReport() gives");
    },
  };
}
