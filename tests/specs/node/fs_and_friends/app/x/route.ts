import { execFile, fork } from "node:child_process";
import cluster from "node:cluster";
import fs, { promises } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import { isMainThread, Worker } from "node:worker_threads";

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

export async function GET(): Promise<Response> {
  const folder = await promises.mkdtemp(join(tmpdir(), "waypost-spec-"));
  const file = join(folder, "lines.txt");
  await new Promise((resolve) => fs.createWriteStream(file).on("close", resolve).end("one\ntwo\n"));
  const lines: string[] = [];
  for await (const line of createInterface({ input: fs.createReadStream(file) })) lines.push(line);
  fs.rmSync(folder, { recursive: true });
  const { port1, port2 } = new MessageChannel();
  const message = new Promise((resolve) => (port2.onmessage = (event: { data: unknown }) => resolve(event.data)));
  port1.postMessage(new Map([["a", 1]]));
  return Response.json({
    lines,
    beside: fs.existsSync("package.json"),
    relative: fs.readdirSync("app"),
    program: (await promisify(execFile)("echo", ["hi"])).stdout,
    message: [...((await message) as Map<string, number>)],
    vm: vm.runInThisContext("[1, 2].at(-1)"),
    v8: v8.deserialize(v8.serialize({ a: 1n })).a === 1n,
    main: [isMainThread, cluster.isPrimary],
    refused: [() => new Worker("x"), () => fork("x"), () => vm.measureMemory()].map(refusal),
  });
}
