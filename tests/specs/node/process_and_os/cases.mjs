import assert from "node:assert";
import os from "node:os";
import url, { fileURLToPath, pathToFileURL } from "node:url";
export async function run() {
  const out = [];
  out.push(typeof process.pid, process.platform === os.platform(), process.argv.length > 0, typeof process.uptime(), process.hrtime.bigint() > 0n, process.memoryUsage().rss > 0, process.cwd().length > 0, process.versions.node.split(".").length);
  out.push(/^v\d+\.\d+\.\d+$/.test(process.version), typeof process.on, process.env.NOT_THERE === undefined, "PATH" in process.env, process.emitWarning.length >= 0, typeof process.stdout.write);
  process.env.NUMBER = 5;
  out.push(typeof process.env.NUMBER, delete process.env.NUMBER, process.env.NUMBER);
  out.push(os.EOL === "\n", os.cpus().length > 0, typeof os.hostname(), os.totalmem() > os.freemem());
  const old = url.parse("http://user:pass@host.com:8080/p/a/t/h?query=string#hash", true);
  out.push(old.pathname, old.query.query, old.auth, url.format({ protocol: "https", host: "a.b", pathname: "/c", query: { d: 1 } }), url.resolve("/one/two", "three"));
  out.push(fileURLToPath("file:///a%20b"), pathToFileURL("/x y").href);
  for (const check of [() => assert(false, "told"), () => assert.strictEqual(1, 2), () => assert.throws(() => {}), () => assert.deepEqual({ a: 1 }, { a: 1 })]) {
    try {
      check();
      out.push("held");
    } catch (error) {
      out.push(`${error.name} ${error.code}`);
    }
  }
  return out.join("\n");
}
