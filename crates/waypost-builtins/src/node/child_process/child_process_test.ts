// node:child_process: programs, their output, how they end, and Node's errors.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import child from "waypost-internal:node/child_process/child_process";
import { once } from "waypost-internal:node/events/statics";
import { promisify } from "waypost-internal:node/util/promisify";

type Loose = { [name: string]: (...args: unknown[]) => never };
const c = child as unknown as Loose;
type Running = { stdin: { end(text: string): void }; stdout: AsyncIterable<{ toString(): string }>; kill(s?: string): boolean; killed: boolean; pid: number };

async function text(stream: AsyncIterable<{ toString(): string }>): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += chunk.toString();
  return all;
}

test("a program is fed and read", async () => {
  const running = c.spawn!("cat") as unknown as Running;
  const closed = once(running as never, "close");
  running.stdin.end("hello");
  assertEquals(await text(running.stdout), "hello");
  assertEquals(await closed, [0, null]);
  assert(running.pid > 0);
});

test("how a program ends is told", async () => {
  const failing = c.spawn!("sh", ["-c", "exit 3"]);
  assertEquals(await once(failing as never, "exit"), [3, null]);
  const sleeping = c.spawn!("sleep", ["30"]) as unknown as Running;
  const closed = once(sleeping as never, "close");
  assert(sleeping.kill());
  assertEquals(await closed, [null, "SIGTERM"]);
  assert(sleeping.killed && !sleeping.kill());
  const missing = c.spawn!("/no/such/program");
  const [error] = await once(missing as never, "error").catch((thrown: unknown) => [thrown]);
  const { code, syscall, path } = error as { code: string; syscall: string; path: string };
  assertEquals([code, syscall, path], ["ENOENT", "spawn /no/such/program", "/no/such/program"]);
});

test("exec and execFile collect output", async () => {
  const run = promisify(c.exec as never) as unknown as (...args: unknown[]) => Promise<{ stdout: string; stderr: string }>;
  const found = await run("echo out; echo err >&2; echo $X", { env: { X: "1", PATH: "/usr/bin:/bin" }, cwd: "/" });
  assertEquals([found.stdout, found.stderr], ["out\n1\n", "err\n"]);
  const failed = (await run("echo no >&2; exit 2").catch((error: unknown) => error)) as { code: number; stderr: string; cmd: string; message: string };
  assertEquals([failed.code, failed.stderr, failed.message], [2, "no\n", "Command failed: echo no >&2; exit 2\nno\n"]);
  const large = (await run("yes | head -c 100000", { maxBuffer: 10 }).catch((error: unknown) => error)) as { code: string; stdout: string };
  assertEquals([large.code, large.stdout.length], ["ERR_CHILD_PROCESS_STDIO_MAXBUFFER", 10]);
});

test("the sync forms stand still", () => {
  assertEquals(String(c.execFileSync!("echo", ["a b"])), "a b\n");
  assertEquals(c.execSync!("cat", { input: "x", encoding: "utf8" }), "x" as never);
  const timed = c.spawnSync!("sleep", ["600"], { timeout: 20 }) as unknown as { error: { code: string }; signal: string };
  assertEquals([timed.error.code, timed.signal], ["ETIMEDOUT", "SIGTERM"]);
  const error = assertThrows(() => c.execSync!("exit 4", { stdio: "pipe" }), { status: 4, message: "Command failed: exit 4" });
  assert(error instanceof Error);
  assertEquals((c.spawnSync!("/no/such") as unknown as { error: { code: string; syscall: string } }).error.code, "ENOENT");
});

test("what is not there says so", () => {
  assertThrows(() => c.fork!("x.js"), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
  assertThrows(() => c.spawn!("cat", { stdio: ["pipe", "pipe", "pipe", "ipc"] }), { code: "ERR_INVALID_ARG_VALUE" });
  assertThrows(() => c.spawn!(""), { code: "ERR_INVALID_ARG_VALUE" });
  assertThrows(() => c.exec!(5), { code: "ERR_INVALID_ARG_TYPE" });
});
