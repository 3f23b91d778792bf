// node:child_process.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { nodeError } from "waypost-internal:internal/errors/errors";
import { commandOf } from "waypost-internal:node/child_process/arguments";
import { ChildProcess } from "waypost-internal:node/child_process/child";
import { exec, execFile } from "waypost-internal:node/child_process/exec";
import { execFileSync, execSync, spawnSync } from "waypost-internal:node/child_process/sync";

export function spawn(file: unknown, args?: unknown, options?: unknown): ChildProcess {
  const command = commandOf(file, args, options);
  const child = new ChildProcess();
  child.spawn(command);
  return child;
}

export function fork(): never {
  throw nodeError(
    Error,
    "ERR_WAYPOST_NOT_AVAILABLE",
    "child_process.fork() is not available in waypost: there is no Node.js to run a module in; use spawn() with a program of its own",
  );
}

export function _forkChild(): never {
  return fork();
}

export { ChildProcess, exec, execFile, execFileSync, execSync, spawnSync };
export default lazyMembers({ _forkChild, fork, spawn }, {
  ChildProcess: () => ChildProcess,
  exec: () => exec,
  execFile: () => execFile,
  execFileSync: () => execFileSync,
  execSync: () => execSync,
  spawnSync: () => spawnSync,
});
