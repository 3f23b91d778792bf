// WebSocket beside the server of served.rs.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob } from "waypost-internal:web/blob/blob";
import { WebSocket, type WebSocketInit } from "waypost-internal:web/websocket/websocket";

const server = `ws://${(globalThis as unknown as { testServer: string }).testServer}`;

interface Seen {
  events: string[];
  socket: WebSocket;
}

/** Runs a connection to its end and returns what happened, in order. */
function run(path: string, drive: (socket: WebSocket, data: unknown) => void, protocols?: string[] | WebSocketInit): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = new WebSocket(server + path, protocols);
    const events: string[] = [];
    socket.onopen = (): void => {
      events.push("open");
      drive(socket, undefined);
    };
    socket.onmessage = (event: { data: unknown }): void => {
      events.push(typeof event.data === "string" ? `text ${event.data.slice(0, 20)}` : `binary ${Object.prototype.toString.call(event.data)}`);
      drive(socket, event.data);
    };
    socket.onerror = (event: { message: string }): void => {
      events.push(`error ${event.message}`);
    };
    socket.onclose = (event: { code: number; reason: string; wasClean: boolean }): void => {
      events.push(`close ${event.code} ${event.reason} ${event.wasClean}`);
      resolve({ events, socket });
    };
  });
}

test("text and bytes come back, and the close is that of who began it", async () => {
  const { events, socket } = await run("/", (it, data) => {
    if (data === undefined) it.send("h\u00e9llo");
    else if (typeof data === "string") it.send(new Uint8Array([1, 2, 3]));
    else it.close(4000, "done");
  });
  assertEquals(events, ["open", "text h\u00e9llo", "binary [object Blob]", "close 4000 done true"]);
  assertEquals([socket.readyState, socket.protocol, socket.extensions, socket.bufferedAmount], [WebSocket.CLOSED, "", "", 0]);
});

test("bytes come as asked for, and every kind of buffer and length goes", async () => {
  const sizes: number[] = [];
  const sent: (Uint8Array | ArrayBuffer | Blob)[] = [new Uint8Array(125), new ArrayBuffer(126), new Blob([new Uint8Array(70000)])];
  const { events } = await run("/", (it, data) => {
    it.binaryType = "arraybuffer";
    if (data !== undefined) sizes.push((data as ArrayBuffer).byteLength);
    const next = sent[sizes.length];
    if (next === undefined) it.close();
    else it.send(next);
  });
  assertEquals(sizes, [125, 126, 70000]);
  assertEquals(events.at(-1), "close 1005  true");
});

test("the protocol is the server's choice among those offered, and headers are sent", async () => {
  const chosen = await run("/", (it) => it.close(1000), ["one", "two"]);
  assertEquals(chosen.socket.protocol, "two");
  const { events } = await run("/header", (it, data) => data !== undefined && it.close(), { headers: { "x-test": "there" } });
  assertEquals(events, ["open", "text there", "close 1005  true"]);
});

test("pings are answered", async () => {
  const { events } = await run("/ping", (it, data) => data !== undefined && it.close(1000));
  assertEquals(events, ["open", "text pong came", "close 1000  true"]);
});

test("a server that ends the connection is answered", async () => {
  const { events } = await run("/going-away", () => undefined);
  assertEquals(events, ["open", "close 1001 bye true"]);
});

test("what goes wrong is an error, then an abnormal close", async () => {
  const check = async (path: string, why: string, opens: boolean): Promise<void> => {
    const { events } = await run(path, () => undefined);
    assertEquals(events, [...(opens ? ["open"] : []), `error ${why}`, "close 1006  false"], path);
  };
  await check("/refused", "unexpected server response: 403", false);
  await check("/wrong-accept", "invalid Sec-WebSocket-Accept header", false);
  await check("/masked", "a server does not mask its frames", true);
  await check("/cut", "the connection was closed abnormally", true);
  const refused = new WebSocket("ws://127.0.0.1:1/");
  const reason = await new Promise<{ error: { code: string } }>((resolve) => {
    refused.onerror = resolve;
  });
  assertEquals(reason.error.code, "ECONNREFUSED");
});

test("closing while it connects is an end without an opening", async () => {
  const socket = new WebSocket(`${server}/`);
  const events: string[] = [];
  socket.onopen = (): number => events.push("open");
  const closed = new Promise<{ code: number; wasClean: boolean }>((resolve) => {
    socket.onclose = resolve;
  });
  assertThrows(() => socket.send("x"), { name: "InvalidStateError" });
  socket.close();
  assertEquals(socket.readyState, WebSocket.CLOSING);
  const { code, wasClean } = await closed;
  assertEquals([code, wasClean, events], [1006, false, []]);
});

test("arguments are checked as the standard has it", () => {
  for (const url of ["no url", "ftp://x/", "ws://x/#a"]) assertThrows(() => new WebSocket(url), { name: "SyntaxError" });
  for (const protocols of [["a", "a"], ["a b"], [""]]) {
    assertThrows(() => new WebSocket(server, protocols), { name: "SyntaxError" });
  }
  const socket = new WebSocket(server.replace("ws:", "http:"));
  assert(socket.url.startsWith("ws://"));
  for (const code of [999, 1001, 2999, 5000]) assertThrows(() => socket.close(code), { name: "InvalidAccessError" });
  assertThrows(() => socket.close(1000, "x".repeat(124)), { name: "SyntaxError" });
  socket.close();
});
