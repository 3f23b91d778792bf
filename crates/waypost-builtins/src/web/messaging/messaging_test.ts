// MessageChannel and BroadcastChannel.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { AsyncLocalStorage } from "waypost-internal:node/async_hooks/async_hooks";
import { BroadcastChannel } from "waypost-internal:web/messaging/broadcast_channel";
import { MessageChannel, MessagePort, receiveMessage } from "waypost-internal:web/messaging/message_port";

type Port = MessagePort & { on(type: string, listener: (data: unknown) => void): void; onmessage: unknown };

test("messages come in order, cloned, in turns of their own", async () => {
  const { port1, port2 } = new MessageChannel();
  const seen: unknown[] = [];
  const value = { a: [1] };
  port1.postMessage(value);
  value.a.push(2);
  port1.postMessage("second");
  seen.push("posted");
  await new Promise<void>((resolve) => {
    (port2 as Port).on("message", (data) => {
      seen.push(data);
      void Promise.resolve().then(() => seen.push("microtask"));
      if (data === "second") setTimeout(resolve, 0);
    });
  });
  assertEquals(seen, ["posted", { a: [1] }, "microtask", "second", "microtask"]);
});

test("a port can be sent", async () => {
  const outer = new MessageChannel();
  const inner = new MessageChannel();
  const got = new Promise<Port>((resolve) => ((outer.port2 as Port).onmessage = (event: { data: Port; ports: unknown[] }) => {
    assertEquals(event.ports[0] === event.data, true);
    resolve(event.data);
  }));
  outer.port1.postMessage(inner.port2, [inner.port2]);
  inner.port1.postMessage("hello");
  const port = await got;
  assertEquals(await new Promise((resolve) => port.on("message", resolve)), "hello");
  assertThrows(() => outer.port1.postMessage(outer.port1, [outer.port1]), { name: "DataCloneError" });
  assertThrows(() => outer.port1.postMessage(() => 1), { name: "DataCloneError" });
  assertThrows(() => new (MessagePort as never as new () => unknown)(), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
});

test("closing is told to both ends", async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = Promise.all([port1, port2].map((port) => new Promise((resolve) => (port as Port).on("close", () => resolve(1)))));
  port1.close();
  await closed;
  port2.postMessage("nobody");
  assertEquals(receiveMessage(port2), undefined);
});

test("a shared port gives no request another's context", async () => {
  const storage = new AsyncLocalStorage<string>();
  const { port1, port2 } = new MessageChannel();
  const seen = new Promise((resolve) => (port2 as Port).on("message", () => resolve(storage.getStore())));
  storage.run("another's", () => port1.postMessage(1));
  assertEquals(await seen, undefined);
});

test("channels of one name hear each other", async () => {
  const [a, b, c] = [new BroadcastChannel("x"), new BroadcastChannel("x"), new BroadcastChannel("y")];
  (c as unknown as Port).onmessage = () => assertEquals(1, 2);
  const got = new Promise((resolve) => ((b as unknown as Port).onmessage = (event: { data: unknown }) => resolve(event.data)));
  a.postMessage([1]);
  assertEquals(await got, [1]);
  for (const channel of [a, b, c]) channel.close();
  assertThrows(() => a.postMessage(1), { name: "InvalidStateError" });
});
