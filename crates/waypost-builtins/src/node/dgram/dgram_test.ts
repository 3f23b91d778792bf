// node:dgram: datagrams over loopback; what Node.js answers to the same calls.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import * as dgram from "waypost-internal:node/dgram/dgram";
import { once } from "waypost-internal:node/events/events";

type Anything = any;

function bound(type: "udp4" | "udp6" = "udp4"): Promise<Anything> {
  const socket = dgram.createSocket(type) as Anything;
  return new Promise((resolve) => socket.bind(0, type === "udp4" ? "127.0.0.1" : "::1", () => resolve(socket)));
}

/** Error and size, as the callback of `send` is told them. */
function sent(socket: Anything, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve) => socket.send(...args, (error: Anything, bytes: unknown) => resolve([error?.message ?? error, bytes])));
}

function thrown(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return `${(error as Anything).code}: ${(error as Error).message}`;
  }
}

test("a datagram arrives with its sender", async () => {
  const server = await bound();
  const client = dgram.createSocket("udp4") as Anything;
  const { port } = server.address();
  const message = once(server, "message");
  assertEquals(await sent(client, Buffer.from("hello"), 1, 3, port, "localhost"), [null, 3]);
  const [bytes, from] = (await message) as [Anything, Anything];
  assert(Buffer.isBuffer(bytes));
  assertEquals([bytes.toString(), from], ["ell", { address: "127.0.0.1", family: "IPv4", port: client.address().port, size: 3 }]);
  assertEquals(client.address().address, "0.0.0.0");
  const next = once(server, "message");
  assertEquals(await sent(client, ["a", new Uint8Array([98])], port), [null, 2]);
  assertEquals((await next)[0].toString(), "ab");
  client.close();
  server.close();
});

test("a connected socket has a peer", async () => {
  const server = await bound();
  const client = dgram.createSocket("udp4") as Anything;
  const { port } = server.address();
  await new Promise((resolve) => client.connect(port, resolve));
  assertEquals(client.remoteAddress(), { address: "127.0.0.1", family: "IPv4", port });
  assertEquals(thrown(() => client.connect(1)), "ERR_SOCKET_DGRAM_IS_CONNECTED: Already connected");
  const message = once(server, "message");
  assertEquals(await sent(client, "peer"), [null, 4]);
  assertEquals((await message)[0].toString(), "peer");
  client.disconnect();
  assertEquals(thrown(() => client.remoteAddress()), "ERR_SOCKET_DGRAM_NOT_CONNECTED: Not connected");
  client.close();
  server.close();
});

test("an address that is not this machine's cannot be bound", async () => {
  const socket = dgram.createSocket("udp4") as Anything;
  socket.unref().bind(0, "192.0.2.1");
  const [error] = (await once(socket, "error").catch((failed: unknown) => [failed])) as [Anything];
  assertEquals([error.message, error.code, error.syscall, error.address], ["bind EADDRNOTAVAIL 192.0.2.1", "EADDRNOTAVAIL", "bind", "192.0.2.1"]);
  await new Promise((resolve) => socket.close(resolve));
});

test("a closed socket does nothing any more", async () => {
  const socket = await bound("udp6");
  assertEquals([socket.address().address, socket.address().family], ["::1", "IPv6"]);
  assertEquals(thrown(() => socket.bind()), "ERR_SOCKET_ALREADY_BOUND: Socket is already bound");
  await new Promise((resolve) => socket.close(resolve));
  for (const run of [() => socket.close(), () => socket.send("x", 5), () => socket.bind(), () => socket.address()]) {
    assertEquals(thrown(run), "ERR_SOCKET_DGRAM_NOT_RUNNING: Not running");
  }
  const controller = new AbortController();
  const other = dgram.createSocket({ type: "udp4", signal: controller.signal }) as Anything;
  const closed = once(other, "close");
  controller.abort();
  await closed;
});

test("wrong arguments have Node.js's errors", () => {
  const socket = dgram.createSocket("udp4") as Anything;
  const checks: [() => unknown, string][] = [
    [() => dgram.createSocket("x" as never), "ERR_SOCKET_BAD_TYPE: Bad socket type specified. Valid types are: udp4, udp6"],
    [() => socket.address(), "EBADF: getsockname EBADF"],
    [() => socket.send("x", 0), "ERR_SOCKET_BAD_PORT: Port should be > 0 and < 65536. Received type number (0)."],
    [() => socket.send(), 'ERR_INVALID_ARG_TYPE: The "buffer" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received undefined'],
    [() => socket.setBroadcast(true), "EBADF: setBroadcast EBADF"],
    [() => socket.disconnect(), "ERR_SOCKET_DGRAM_NOT_CONNECTED: Not connected"],
    [() => socket.getSendBufferSize(), "ERR_SOCKET_BUFFER_SIZE: Could not get or set buffer size: uv_send_buffer_size returned EBADF (bad file descriptor)"],
  ];
  for (const [run, expected] of checks) assertEquals(thrown(run), expected);
  socket.close();
});

test("options are the system's", async () => {
  const socket = await bound();
  assertEquals(
    [() => socket.setTTL(0), () => socket.setTTL(5), () => socket.setBroadcast(1), () => socket.setMulticastTTL(3), () => socket.setMulticastLoopback(1), () => socket.addMembership("1.2.3.4")].map(thrown),
    ["EINVAL: setTTL EINVAL", 5, undefined, 3, 1, "EINVAL: addMembership EINVAL"],
  );
  assert(socket.getRecvBufferSize() > 0);
  assertEquals([socket.getSendQueueSize(), socket.getSendQueueCount()], [0, 0]);
  assertEquals(await sent(socket, new Uint8Array(70_000), 9, "127.0.0.1"), ["send EMSGSIZE 127.0.0.1:9", undefined]);
  socket.close();
});
