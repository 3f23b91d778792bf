// node:fs: what is read is what was written, in all three forms; Node's errors; the order of callbacks.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import fs from "waypost-internal:node/fs/fs";
import promises from "waypost-internal:node/fs/promises";
import { once } from "waypost-internal:node/events/statics";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { promisify } from "waypost-internal:node/util/promisify";
import { pathToFileURL } from "waypost-internal:node/url/url";
import { AsyncLocalStorage } from "waypost-internal:node/async_hooks/async_hooks";

// Used here as users do: loosely typed.
type Loose = { [name: string]: (...args: unknown[]) => never };
const f = fs as unknown as Loose;
const p = promises as unknown as { [name: string]: (...args: unknown[]) => Promise<never> };

async function inFolder(body: (folder: string) => unknown): Promise<void> {
  const folder = f.mkdtempSync!("/tmp/waypost-fs-") as string;
  try {
    await body(folder);
  } finally {
    f.rmSync!(folder, { recursive: true, force: true });
  }
}

function called(name: string, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve) => f[name]!(...args, (...values: unknown[]) => resolve(values)));
}

test("whole files by path, descriptor, URL and buffer", () =>
  inFolder(async (folder) => {
    const file = `${folder}/a.txt`;
    f.writeFileSync!(file, "caf\u00e9");
    f.appendFileSync!(file, Buffer.from("!"));
    assertEquals(f.readFileSync!(file, "utf8"), "caf\u00e9!" as never);
    assertEquals(f.readFileSync!(pathToFileURL(file), { encoding: "latin1" }), "caf\u00c3\u00a9!" as never);
    assertEquals(f.readFileSync!(Buffer.from(file), "hex"), "636166c3a921" as never);
    assert(Buffer.isBuffer(f.readFileSync!(file)));
    const fd = f.openSync!(file, "r+") as number;
    assertEquals(f.readFileSync!(fd, "utf8"), "caf\u00e9!" as never);
    assertEquals(f.writeSync!(fd, "xy", 0), 2 as never);
    f.ftruncateSync!(fd, 3);
    f.closeSync!(fd);
    assertEquals((await called("readFile", file, "utf8"))[1], "xyf");
    assertEquals(await p.readFile!(file, "utf8"), "xyf" as never);
    await p.writeFile!(file, ["one ", "two"]);
    assertEquals(await p.readFile!(file, { encoding: "utf8" }), "one two" as never);
    assertThrows(() => f.closeSync!(fd), { code: "EBADF", syscall: "close", message: "EBADF: bad file descriptor, close" });
  }));

test("errors are Node's", async () => {
  const expected = {
    code: "ENOENT", errno: -2, syscall: "open", path: "/nowhere/x", message: "ENOENT: no such file or directory, open '/nowhere/x'",
  };
  assertThrows(() => f.readFileSync!("/nowhere/x"), expected);
  await assertRejects(() => p.readFile!("/nowhere/x"), expected);
  assertEquals(((await called("readFile", "/nowhere/x"))[0] as { message: string }).message, expected.message);
  assertThrows(() => f.renameSync!("/nowhere/a", "/nowhere/b"), {
    dest: "/nowhere/b", message: "ENOENT: no such file or directory, rename '/nowhere/a' -> '/nowhere/b'",
  });
  assertThrows(() => f.readFileSync!("/tmp"), { code: "EISDIR", syscall: "read", message: "EISDIR: illegal operation on a directory, read" });
  assertThrows(() => f.openSync!(5), {
    code: "ERR_INVALID_ARG_TYPE",
    message: 'The "path" argument must be of type string or an instance of Buffer or URL. Received type number (5)',
  });
  assertThrows(() => f.statSync!("a\0b"), { code: "ERR_INVALID_ARG_VALUE" });
  assertThrows(() => f.stat!("/tmp"), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => f.openSync!("/tmp/x", "q"), { code: "ERR_INVALID_ARG_VALUE", message: "The argument 'flags' is invalid. Received 'q'" });
  assertThrows(() => f.rmSync!("/tmp"), { code: "ERR_FS_EISDIR", message: "Path is a directory: rm returned EISDIR (is a directory) /tmp" });
  assertEquals(f.statSync!("/nowhere", { throwIfNoEntry: false }), undefined as never);
});

test("descriptors that were not opened here are not found", () => {
  for (let fd = 3; fd < 40; fd++) assertThrows(() => f.fstatSync!(fd), { code: "EBADF" });
});

test("directories", () =>
  inFolder(async (folder) => {
    assertEquals(f.mkdirSync!(`${folder}/a/b/c`, { recursive: true }), `${folder}/a` as never);
    assertEquals(f.mkdirSync!(`${folder}/a/b/c`, { recursive: true }), undefined as never);
    assertThrows(() => f.mkdirSync!(`${folder}/a`), { code: "EEXIST", syscall: "mkdir" });
    f.writeFileSync!(`${folder}/a/z`, "");
    f.symlinkSync!("z", `${folder}/a/link`);
    assertEquals(f.readdirSync!(`${folder}/a`), ["b", "link", "z"] as never);
    const entries = (await p.readdir!(folder, { withFileTypes: true, recursive: true })) as unknown as {
      name: string; parentPath: string; isDirectory(): boolean; isSymbolicLink(): boolean; isFile(): boolean;
    }[];
    assertEquals(
      entries.map((e) => [e.name, e.parentPath.slice(folder.length), e.isDirectory(), e.isFile(), e.isSymbolicLink()]),
      [["a", "", true, false, false], ["b", "/a", true, false, false], ["link", "/a", false, false, true], ["z", "/a", false, true, false],
        ["c", "/a/b", true, false, false]],
    );
    assertEquals(f.readdirSync!(folder, { recursive: true }), ["a", "a/b", "a/link", "a/z", "a/b/c"] as never);
    assertThrows(() => f.rmdirSync!(`${folder}/a`), { code: "ENOTEMPTY", syscall: "rmdir" });
    const names: string[] = [];
    for await (const entry of (await p.opendir!(`${folder}/a`)) as AsyncIterable<{ name: string }>) names.push(entry.name);
    assertEquals(names, ["b", "link", "z"]);
    assertEquals(f.readlinkSync!(`${folder}/a/link`), "z" as never);
    assertEquals(f.realpathSync!(`${folder}/a/link`), `${folder}/a/z` as never);
    f.cpSync!(`${folder}/a`, `${folder}/copy`, { recursive: true });
    assertEquals(f.readdirSync!(`${folder}/copy`), ["b", "link", "z"] as never);
    assertThrows(() => f.cpSync!(`${folder}/a`, `${folder}/other`), { code: "ERR_FS_EISDIR" });
    assertThrows(() => f.cpSync!(`${folder}/a`, `${folder}/a/in`), { code: "ERR_FS_CP_EINVAL" });
    f.symlinkSync!(`${folder}/a`, `${folder}/to-a`);
    assertThrows(() => f.cpSync!(`${folder}/a`, `${folder}/to-a/in`, { recursive: true }), { code: "ERR_FS_CP_EINVAL" });
    f.unlinkSync!(`${folder}/to-a`);
    await p.rm!(`${folder}/a`, { recursive: true });
    assertEquals(f.existsSync!(`${folder}/a`), false as never);
    await p.rm!(`${folder}/a`, { force: true });
    await assertRejects(() => p.rm!(`${folder}/a`), { code: "ENOENT", syscall: "lstat" });
  }));

test("stats, times and modes", () =>
  inFolder(async (folder) => {
    const file = `${folder}/f`;
    f.writeFileSync!(file, "12345", { mode: 0o600 });
    f.utimesSync!(file, 1000.5, new Date(2_000_000));
    const stats = f.statSync!(file) as unknown as { size: number; mode: number; atimeMs: number; mtime: Date; isFile(): boolean };
    assertEquals([stats.size, stats.mode & 0o777, stats.atimeMs, stats.mtime.getTime(), stats.isFile()], [5, 0o600, 1000500, 2000000, true]);
    const big = (await p.stat!(file, { bigint: true })) as unknown as { size: bigint; mtimeNs: bigint };
    assertEquals([big.size, big.mtimeNs], [5n, 2000000000000n]);
    f.chmodSync!(file, "400");
    assertEquals((f.statSync!(file) as unknown as { mode: number }).mode & 0o777, 0o400);
    await p.truncate!(file, 2);
    await p.access!(file);
    await assertRejects(() => p.access!(`${file}x`), { code: "ENOENT", syscall: "access" });
    await p.copyFile!(file, `${file}2`);
    assertThrows(() => f.copyFileSync!(file, `${file}2`, 1), { code: "EEXIST", syscall: "copyfile" });
    assertEquals(f.readFileSync!(`${file}2`, "utf8"), "12" as never);
  }));

test("reads and writes at places", () =>
  inFolder(async (folder) => {
    const handle = (await p.open!(`${folder}/h`, "w+")) as unknown as { [name: string]: (...args: unknown[]) => Promise<unknown> } & { fd: number };
    assertEquals(((await handle.write!("hello world")) as { bytesWritten: number }).bytesWritten, 11);
    const target = Buffer.alloc(5);
    const read = (await handle.read!(target, 0, 5, 6)) as { bytesRead: number; buffer: unknown };
    assertEquals([read.bytesRead, target.toString(), read.buffer === target], [5, "world", true]);
    assertEquals(((await handle.readv!([Buffer.alloc(3), Buffer.alloc(20)], 0)) as { bytesRead: number }).bytesRead, 11);
    assertEquals(await called("read", handle.fd, { buffer: target, position: 0 }), [null, 5, target]);
    assertEquals(target.toString(), "hello");
    const pair = (await promisify(f.write as never)(handle.fd, Buffer.from("J"), 0, 1, 0)) as unknown as { bytesWritten: number };
    assertEquals(pair.bytesWritten, 1);
    await handle.close!();
    await assertRejects(() => handle.stat!(), { code: "EBADF", message: "file closed" });
    assertEquals(f.readFileSync!(`${folder}/h`, "utf8"), "Jello world" as never);
    assertThrows(() => f.readSync!(1, Buffer.alloc(2), 0, 5), { code: "ERR_OUT_OF_RANGE" });
  }));

test("streams read a range and write in order", () =>
  inFolder(async (folder) => {
    const file = `${folder}/s`;
    type Stream = { write(x: string): boolean; end(): void; on(e: string, l: (...a: never[]) => void): void } & AsyncIterable<{ toString(): string }>;
    const out = f.createWriteStream!(file) as unknown as Stream & { bytesWritten: number };
    const seen: string[] = [];
    for (const name of ["open", "ready", "finish", "close"]) out.on(name, () => seen.push(name));
    for (let i = 0; i < 1000; i++) out.write(`${i},`);
    out.end();
    await once(out as never, "close");
    assertEquals(seen, ["open", "ready", "finish", "close"]);
    const text = Array.from({ length: 1000 }, (_, i) => `${i},`).join("");
    assertEquals(out.bytesWritten, text.length);
    let found = "";
    for await (const chunk of f.createReadStream!(file, { highWaterMark: 100 }) as unknown as Stream) found += chunk.toString();
    assertEquals(found, text);
    found = "";
    for await (const chunk of f.createReadStream!(file, { start: 2, end: 5, encoding: "utf8" }) as unknown as Stream) found += chunk.toString();
    assertEquals(found, text.slice(2, 6));
    const missing = f.createReadStream!(`${file}x`) as unknown as Stream;
    const [error] = (await once(missing as never, "error").then((e) => e, (e: unknown) => [e])) as [{ code: string }];
    assertEquals(error.code, "ENOENT");
  }));

test("a callback's ticks run before its promises", async () => {
  const seen: string[] = [];
  await new Promise<void>((resolve) =>
    f.stat!("/tmp", () => {
      Promise.resolve().then(() => seen.push("promise"));
      nextTick(() => seen.push("tick"));
      f.stat!("/tmp", () => resolve());
    }),
  );
  assertEquals(seen, ["tick", "promise"]);
});

test("callbacks keep their async context", async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen = await Promise.all(
    ["a", "b"].map((name) =>
      storage.run(name, () => new Promise((resolve) => f.readFile!("/etc/hostname", () => resolve(storage.getStore())))),
    ),
  );
  assertEquals(seen, ["a", "b"]);
});

test("a signal ends a read", async () => {
  const controller = new AbortController();
  controller.abort();
  await assertRejects(() => p.readFile!("/etc/hostname", { signal: controller.signal }), { name: "AbortError", code: "ABORT_ERR" });
});

test("watch tells of changes", () =>
  inFolder(async (folder) => {
    type Watcher = { on(e: string, l: (word: string, name: string) => void): void; close(): void };
    const watcher = f.watch!(folder) as unknown as Watcher;
    const change = new Promise<[string, string]>((resolve) => watcher.on("change", (word, name) => resolve([word, name])));
    f.writeFileSync!(`${folder}/new`, "x");
    assertEquals(await change, ["rename", "new"]);
    watcher.close();
    await once(watcher as never, "close");
    assertThrows(() => f.watch!("/nowhere"), { code: "ENOENT", syscall: "watch" });
  }));

test("globs in all three forms", () =>
  inFolder(async (folder) => {
    for (const path of ["a/b/c.ts", "a/b/d.js", "a/.hidden/e.ts", "a/f.ts", "g.ts"]) {
      f.mkdirSync!(`${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      f.writeFileSync!(`${folder}/${path}`, "");
    }
    f.symlinkSync!("..", `${folder}/a/b/up`);
    for (const [pattern, expected] of [
      ["**/*.ts", ["a/b/c.ts", "a/b/up/f.ts", "a/f.ts", "g.ts"]],
      ["a/**", ["a", "a/b", "a/b/c.ts", "a/b/d.js", "a/b/up", "a/f.ts"]],
      ["a/**/", ["a", "a/b", "a/b/up"]],
      ["a/{b/[!d]*.ts,f.ts}", ["a/b/c.ts", "a/f.ts"]],
      ["a/.*/*", ["a/.hidden/e.ts"]],
      ["a/b/../!(b)", ["a/f.ts"]],
      ["a/b/up/f.ts", ["a/b/up/f.ts"]],
      [`${folder}/a/@(f|g).ts`, [`${folder}/a/f.ts`]],
      ["nothing/*", []],
    ] as const) {
      const options = { cwd: folder };
      assertEquals([...(f.globSync!(pattern, options) as string[])].sort(), [...expected], pattern);
      const [error, found] = await called("glob", pattern, options);
      assertEquals([error, [...(found as string[])].sort()], [null, [...expected]]);
      const later: string[] = [];
      for await (const path of p.glob!(pattern, options) as unknown as AsyncIterable<string>) later.push(path);
      assertEquals(later.sort(), [...expected]);
    }
    assertEquals(f.globSync!("a/*", { cwd: folder, exclude: (name: string) => name === "b" }), ["a/f.ts"] as never);
    assertEquals(f.globSync!("**/*.ts", { cwd: folder, exclude: ["a/b"] }) as string[], ["g.ts", "a/f.ts"]);
    const [entry] = f.globSync!("g.*", { cwd: folder, withFileTypes: true }) as { name: string; isFile(): boolean }[];
    assertEquals([entry!.name, entry!.isFile()], ["g.ts", true]);
    assertThrows(() => f.globSync!(5), { code: "ERR_INVALID_ARG_TYPE" });
  }));

test("a FileHandle that was closed is EBADF", () =>
  inFolder(async (folder) => {
    const handle = (await p.open!(`${folder}/x`, "w+")) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    await handle.close!();
    for (const use of ["read", "readFile", "write", "stat", "truncate"]) {
      await assertRejects(() => handle[use]!(Buffer.alloc(1)), { code: "EBADF" });
    }
    await handle.close!();
    assertEquals(handle.fd as unknown as number, -1);
  }));

test("what is written from 'open' on stays in its order", () =>
  inFolder(async (folder) => {
    const stream = f.createWriteStream!(`${folder}/x`) as unknown as { on(name: string, listener: () => void): void; write(text: string): void; end(): void };
    stream.on("open", () => {
      stream.write("hello");
      nextTick(() => {
        stream.write("world");
        stream.end();
      });
    });
    await once(stream as never, "close");
    assertEquals(f.readFileSync!(`${folder}/x`, "utf8") as string, "helloworld");
  }));
