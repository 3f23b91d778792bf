// node:net: sockets and servers over loopback, addresses and block lists.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { setTimeout } from "waypost-internal:internal/event_loop/event_loop";
import { AsyncLocalStorage } from "waypost-internal:node/async_hooks/async_hooks";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { once } from "waypost-internal:node/events/events";
import * as net from "waypost-internal:node/net/net";

type Anything = any;

function listening(server: Anything, ...args: unknown[]): Promise<number> {
  return new Promise((resolve) => server.listen(...(args.length === 0 ? [0, "127.0.0.1"] : args), () => resolve(server.address().port)));
}

function closed(server: Anything): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function textOf(stream: Anything): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (piece: string) => (text += piece));
    stream.on("end", () => resolve(text));
    stream.on("error", reject);
  });
}

test("bytes go both ways, and both sides see the end", async () => {
  const server = net.createServer((socket: Anything) => socket.pipe(socket)) as Anything;
  const port = await listening(server);
  const socket = net.connect(port, "127.0.0.1") as Anything;
  const events: string[] = [];
  for (const name of ["lookup", "connect", "ready", "end", "finish", "close"]) socket.on(name, () => events.push(name));
  socket.on("connect", () => assertEquals(socket.remotePort, port));
  socket.write("hel");
  socket.end(Buffer.from("lo"));
  assertEquals(await textOf(socket), "hello");
  await once(socket, "close");
  assertEquals(events, ["connect", "ready", "finish", "end", "close"]);
  assertEquals([socket.bytesWritten, socket.bytesRead, socket.remotePort, socket.readyState], [5, 5, port, "closed"]);
  await closed(server);
});

test("a name is looked up, and its addresses are tried in turn", async () => {
  const server = net.createServer((socket: Anything) => socket.end("x")) as Anything;
  const port = await listening(server);
  const tried: string[] = [];
  const found = [{ address: "::1", family: 6 }, { address: "127.0.0.1", family: 4 }];
  const lookup = (_host: string, _options: unknown, done: Anything): unknown => setTimeout(done, 1, null, found);
  const socket = net.connect({ host: "two.example", port, lookup }) as Anything;
  socket.on("connectionAttempt", (address: string) => tried.push(address));
  assertEquals(await textOf(socket), "x");
  assertEquals(tried, ["::1", "127.0.0.1"]);
  await closed(server);
});

test("a refusal names call, address and port; several are one aggregate", async () => {
  // Nobody listens there, nor gets it by chance.
  const port = 1;
  const [error] = (await once(net.connect(port, "127.0.0.1") as Anything, "error")) as Anything;
  const { code, errno, syscall, address, message } = error;
  assertEquals([code, errno, syscall, address, error.port], ["ECONNREFUSED", -111, "connect", "127.0.0.1", port]);
  assertEquals(message, `connect ECONNREFUSED 127.0.0.1:${port}`);
  const lookup = (_host: string, _options: unknown, done: Anything): void => done(null, [{ address: "127.0.0.2", family: 4 }, { address: "127.0.0.1", family: 4 }]);
  const [both] = (await once(net.connect({ host: "x", port, lookup }) as Anything, "error")) as Anything;
  assertEquals([both.name, both.code, both.errors.length], ["AggregateError", "ECONNREFUSED", 2]);
  const [unknown] = (await once(net.connect(80, "no-such-host.invalid") as Anything, "error")) as Anything;
  assert(["ENOTFOUND", "EAI_AGAIN"].includes(unknown.code), unknown.code);
  assertEquals([unknown.syscall, unknown.hostname], ["getaddrinfo", "no-such-host.invalid"]);
});

test("a reader that pauses holds the writer back", async () => {
  const size = 8 * 1024 * 1024;
  let isPaused = true;
  let taken = 0;
  const server = net.createServer((socket: Anything) => {
    socket.pause();
    setTimeout(() => {
      isPaused = false;
      socket.on("data", (piece: Uint8Array) => (taken += piece.length));
      socket.on("end", () => socket.end());
      socket.resume();
    }, 20);
  }) as Anything;
  const port = await listening(server);
  const socket = net.connect(port, "127.0.0.1") as Anything;
  let wasHeldBack = false;
  const hasRoom = socket.write(Buffer.alloc(size));
  socket.on("drain", () => (wasHeldBack = !isPaused));
  socket.end();
  socket.resume();
  await once(socket, "close");
  assertEquals([hasRoom, wasHeldBack, taken], [false, false, size]);
  await closed(server);
});

test("a socket that stays quiet times out and goes on", async () => {
  const server = net.createServer((socket: Anything) => socket.on("data", () => socket.end("late"))) as Anything;
  const port = await listening(server);
  const socket = net.connect({ port, host: "127.0.0.1", timeout: 10 }) as Anything;
  await once(socket, "timeout");
  assertEquals([socket.timeout, socket.destroyed], [10, false]);
  socket.write("x");
  assertEquals(await textOf(socket), "late");
  await closed(server);
});

test("half open: one side ends, the other still writes", async () => {
  const server = net.createServer({ allowHalfOpen: true }, (socket: Anything) => {
    socket.on("end", () => setTimeout(() => socket.end("after"), 5));
    socket.resume();
  }) as Anything;
  const port = await listening(server);
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true }) as Anything;
  socket.end("x");
  assertEquals(await textOf(socket), "after");
  await closed(server);
});

test("a reset reaches the other side as ECONNRESET", async () => {
  const server = net.createServer((socket: Anything) => socket.resetAndDestroy()) as Anything;
  const port = await listening(server);
  const socket = net.connect(port, "127.0.0.1") as Anything;
  const [error] = (await once(socket, "error")) as Anything;
  assertEquals([error.code, error.syscall], ["ECONNRESET", "read"]);
  const [hadError] = (await once(socket, "close")) as Anything;
  assertEquals(hadError, true);
  await closed(server);
});

test("destroying a socket that is connecting ends it quietly; a signal aborts it", async () => {
  const server = net.createServer() as Anything;
  const port = await listening(server);
  const socket = net.connect(port, "127.0.0.1") as Anything;
  socket.destroy();
  const [hadError] = (await once(socket, "close")) as Anything;
  assertEquals([hadError, socket.connecting], [false, false]);
  const controller = new AbortController();
  const aborted = net.connect({ port, host: "127.0.0.1", signal: controller.signal }) as Anything;
  controller.abort();
  const [error] = (await once(aborted, "error")) as Anything;
  assertEquals(error.name, "AbortError");
  await closed(server);
});

test("Unix sockets", async () => {
  const path = `/tmp/waypost-net-test-${Date.now()}-${Math.floor(Math.random() * 1e9)}.sock`;
  const server = net.createServer((socket: Anything) => socket.end("unix")) as Anything;
  await listening(server, path);
  assertEquals(server.address(), path);
  assertEquals(await textOf(net.connect(path)), "unix");
  await closed(server);
  const [error] = (await once(net.connect(path) as Anything, "error")) as Anything;
  assertEquals([error.code, error.address, error.message], ["ENOENT", path, `connect ENOENT ${path}`]);
});

test("events of a socket keep the context of whoever opened it", async () => {
  const storage = new AsyncLocalStorage() as Anything;
  const server = net.createServer((socket: Anything) => socket.end("x")) as Anything;
  const port = await listening(server);
  const seen: unknown[] = [];
  const one = (name: string): Promise<unknown> =>
    storage.run(name, () => {
      const socket = net.connect(port, "127.0.0.1") as Anything;
      socket.on("connect", () => seen.push(storage.getStore()));
      socket.on("data", () => seen.push(storage.getStore()));
      return once(socket, "close");
    });
  await Promise.all([one("a"), one("b")]);
  assertEquals([...seen].sort(), ["a", "a", "b", "b"]);
  await closed(server);
});

test("a server tells its address, counts, drops and refuses", async () => {
  const server = net.createServer((socket: Anything) => socket.resume()) as Anything;
  const port = await listening(server);
  assertEquals(server.address(), { address: "127.0.0.1", family: "IPv4", port });
  const other = net.createServer() as Anything;
  other.listen(port, "127.0.0.1");
  const [error] = (await once(other, "error")) as Anything;
  assertEquals([error.code, error.message], ["EADDRINUSE", `listen EADDRINUSE: address already in use 127.0.0.1:${port}`]);
  server.maxConnections = 1;
  const first = net.connect(port, "127.0.0.1") as Anything;
  await once(server, "connection");
  const second = net.connect(port, "127.0.0.1") as Anything;
  second.on("error", () => {});
  await once(server, "drop");
  const count = await new Promise((resolve) => server.getConnections((_error: unknown, n: number) => resolve(n)));
  assertEquals(count, 1);
  first.end();
  await closed(server);
  assertEquals([server.listening, server.address()], [false, null]);
});

for (const [input, expected] of [
  ["127.0.0.1", 4], ["255.255.255.255", 4], ["256.0.0.1", 0], ["1.2.3", 0], ["01.2.3.4", 0], ["::1", 6], ["::", 6], ["fe80::1%eth0", 6],
  ["::ffff:1.2.3.4", 6], ["1:2:3:4:5:6:7:8", 6], ["1:2:3:4:5:6:7:8:9", 0], ["1::2::3", 0], [":::1", 0], ["", 0], ["localhost", 0], [undefined, 0],
] as const) {
  test(`isIP(${input})`, () => assertEquals(net.isIP(input), expected));
}

test("BlockList knows addresses, ranges, subnets, and IPv4 in IPv6", () => {
  const list = new net.BlockList();
  list.addAddress("1.2.3.4");
  list.addRange("10.0.0.2", "10.0.0.5");
  list.addSubnet("2001:db8::", 32, "ipv6");
  const found = (["1.2.3.4", "1.2.3.5", "10.0.0.1", "10.0.0.5"] as const).map((address) => list.check(address));
  assertEquals(found, [true, false, false, true]);
  assertEquals([list.check("2001:db8:1::1", "ipv6"), list.check("2001:db9::", "ipv6"), list.check("::ffff:1.2.3.4", "ipv6")], [true, false, true]);
  assertEquals(list.rules, ["Subnet: IPv6 2001:db8::/32", "Range: IPv4 10.0.0.2-10.0.0.5", "Address: IPv4 1.2.3.4"]);
  const copy = new net.BlockList();
  copy.fromJSON(list.toJSON());
  assertEquals(copy.rules, list.rules);
  assertThrows(() => list.addAddress("x"), { code: "ERR_INVALID_ADDRESS" });
  assertThrows(() => list.addSubnet("1.2.3.4", 33), { code: "ERR_OUT_OF_RANGE" });
});

test("SocketAddress", () => {
  const address = new net.SocketAddress({ address: "0:0::1", family: "ipv6", port: 80 });
  assertEquals(address.toJSON(), { address: "::1", port: 80, family: "ipv6", flowlabel: 0 });
  assertEquals(net.SocketAddress.parse("[::1]:443")?.port, 443);
  assertEquals(net.SocketAddress.parse("x:1"), undefined);
});

for (const [name, call, code] of [
  ["no port", () => net.connect({} as never), "ERR_MISSING_ARGS"],
  ["a port out of range", () => net.connect(65536), "ERR_SOCKET_BAD_PORT"],
  ["object mode", () => new net.Socket({ objectMode: true }), "ERR_INVALID_ARG_VALUE"],
  ["a listener on nothing", () => net.createServer().listen({} as never), "ERR_INVALID_ARG_VALUE"],
  ["a timeout that is no number", () => new net.Socket().setTimeout("x" as never), "ERR_INVALID_ARG_TYPE"],
] as const) {
  test(`refused: ${name}`, () => {
    assertThrows(call, { code });
  });
}
