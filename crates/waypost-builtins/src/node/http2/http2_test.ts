// node:http2: the client against a server that is written out here, frame by frame.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { once } from "waypost-internal:node/events/statics";
import {
  ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, frame, type Frame, FrameReader, GOAWAY, HEADERS, numbers, PING, RST_STREAM, SETTINGS, unpadded, WINDOW_UPDATE,
} from "waypost-internal:node/http2/frames";
import { CompressionError, Decoder, encode } from "waypost-internal:node/http2/hpack";
import http2 from "waypost-internal:node/http2/http2";
import net from "waypost-internal:node/net/net";

// Used here as users do: loosely typed.
type Loose = { [name: string]: (...args: unknown[]) => never };
interface Emitter {
  on(name: string, listener: (...args: never[]) => void): void;
  [name: string]: unknown;
}

interface Peer {
  send(...parts: Uint8Array[]): void;
  /** Answers a request. */
  respond(stream: number, headers: Record<string, string>, body?: string): void;
  fields(frame: Frame): Record<string, string>;
}

/** Runs `body` with a session whose server gives each frame to `take`; it has 2 streams at a time. */
async function withServer(take: (frame: Frame, peer: Peer) => void, body: (session: Loose & Emitter) => Promise<void>): Promise<void> {
  const server = (net as unknown as Loose).createServer!((socket: Emitter & { write(bytes: Uint8Array): void; destroy(): void }) => {
    const reader = new FrameReader();
    const decoder = new Decoder(4096, 65536);
    let skipped = 0;
    const peer: Peer = {
      send: (...parts) => socket.write(Buffer.concat(parts as never)),
      respond(stream, headers, text) {
        const block = encode(Object.entries(headers), new Set());
        this.send(frame(HEADERS, END_HEADERS | (text === undefined ? END_STREAM : 0), stream, block));
        if (text !== undefined) this.send(frame(DATA, END_STREAM, stream, Buffer.from(text)));
      },
      fields: (one) => Object.fromEntries(decoder.decode(unpadded(one))) as Record<string, string>,
    };
    socket.on("error", () => {});
    socket.on("data", ((bytes: Uint8Array) => {
      // The preface is 24 bytes.
      const rest = bytes.subarray(Math.min(bytes.length, 24 - skipped));
      skipped += bytes.length - rest.length;
      reader.read(rest, (one) => {
        if (one.type === SETTINGS && (one.flags & ACK) === 0) {
          peer.send(frame(SETTINGS, 0, 0, Uint8Array.of(0, 3, 0, 0, 0, 2)), frame(SETTINGS, ACK, 0));
        }
        take(one, peer);
      });
    }) as never);
  }) as unknown as Emitter & Loose;
  server.listen!(0, "127.0.0.1");
  await once(server as never, "listening");
  const { port } = server.address!() as { port: number };
  const session = (http2.connect as (...args: unknown[]) => unknown)(`http://127.0.0.1:${port}`) as Loose & Emitter;
  try {
    await body(session);
  } finally {
    session.destroy!();
    server.close!();
  }
}

async function textOf(stream: unknown): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts as never).toString();
}

test("requests wait for their turn and get their answers", () => {
  let most = 0;
  const open = new Set<number>();
  const bodies = new Map<number, string>();
  return withServer(
    (one, peer) => {
      if (one.type === HEADERS) {
        open.add(one.stream);
        most = Math.max(most, open.size);
        const headers = peer.fields(one);
        assertEquals([headers[":method"], headers[":scheme"], headers["x-name"]], ["POST", "http", "v"]);
      }
      if (one.type === DATA) bodies.set(one.stream, (bodies.get(one.stream) ?? "") + Buffer.from(one.payload).toString());
      if (one.type === DATA && one.flags & END_STREAM) {
        open.delete(one.stream);
        peer.respond(one.stream, { ":status": "201", "set-cookie": "a=1" }, `got ${bodies.get(one.stream)!}`);
      }
    },
    async (session) => {
      await once(session as never, "remoteSettings");
      const texts = Array.from({ length: 7 }, async (_, i) => {
        const stream = session.request!({ ":method": "POST", ":path": "/x", "X-Name": "v" }) as Loose & Emitter;
        stream.end!(`body ${i}`);
        const [headers] = (await once(stream as never, "response")) as [Record<string, unknown>];
        assertEquals([headers[":status"], headers["set-cookie"]], [201, ["a=1"]]);
        return textOf(stream);
      });
      assertEquals(await Promise.all(texts), texts.map((_, i) => `got body ${i}`));
      assert(most <= 2, String(most));
    },
  );
});

test("headers in pieces, information, trailers", () =>
  withServer(
    (one, peer) => {
      if (one.type !== HEADERS) return;
      const block = encode([[":status", "200"], ["x-long", "y".repeat(500)]], new Set());
      peer.send(
        frame(HEADERS, END_HEADERS, one.stream, encode([[":status", "103"], ["link", "l"]], new Set())),
        frame(HEADERS, 0, one.stream, block.subarray(0, 100)),
        frame(CONTINUATION, END_HEADERS, one.stream, block.subarray(100)),
        frame(DATA, 0, one.stream, Buffer.from("text")),
        frame(HEADERS, END_HEADERS | END_STREAM, one.stream, encode([["x-sum", "4"]], new Set())),
      );
    },
    async (session) => {
      const stream = session.request!({}) as unknown as Emitter;
      const seen: unknown[] = [];
      for (const name of ["headers", "response", "trailers"]) {
        stream.on(name, ((headers: Record<string, unknown>) => seen.push([name, headers[":status"], headers.link ?? headers["x-sum"] ?? String(headers["x-long"]).length])) as never);
      }
      assertEquals(await textOf(stream), "text");
      assertEquals(seen, [["headers", 103, "l"], ["response", 200, 500], ["trailers", undefined, "4"]]);
    },
  ));

test("the end comes to whoever paused when all was read", () =>
  withServer(
    (one, peer) => {
      if (one.type !== HEADERS) return;
      peer.send(
        frame(HEADERS, END_HEADERS, one.stream, encode([[":status", "200"]], new Set())),
        frame(DATA, 0, one.stream, Buffer.from("text")),
        frame(HEADERS, END_HEADERS | END_STREAM, one.stream, encode([["grpc-status", "0"]], new Set())),
      );
    },
    async (session) => {
      const stream = session.request!({}) as unknown as Emitter & { pause(): void };
      const seen: string[] = [];
      stream.on("data", () => {
        seen.push("data");
        stream.pause();
      });
      stream.on("trailers", () => seen.push("trailers"));
      await once(stream as never, "end");
      assertEquals(seen, ["data", "trailers"]);
    },
  ));

test("a body waits for its windows, in both directions", () => {
  let received = 0;
  let granted = 65535;
  return withServer(
    (one, peer) => {
      if (one.type === DATA) {
        received += one.payload.length;
        assert(received <= granted, "more than the window was sent");
        if (one.flags & END_STREAM) {
          peer.respond(one.stream, { ":status": "200" }, String(received));
        } else if (granted - received < 16384) {
          granted += 65535;
          peer.send(frame(WINDOW_UPDATE, 0, one.stream, numbers(65535)), frame(WINDOW_UPDATE, 0, 0, numbers(65535)));
        }
      }
    },
    async (session) => {
      const stream = session.request!({ ":method": "PUT" }) as unknown as Loose;
      stream.end!(Buffer.alloc(300_000, "q"));
      assertEquals(await textOf(stream), "300000");
    },
  );
});

test("what is reset, what is against the protocol, what the server leaves", async () => {
  const answer = (act: (stream: number, peer: Peer) => void) => (one: Frame, peer: Peer): void => {
    if (one.type === HEADERS) act(one.stream, peer);
  };
  const failing = async (act: (stream: number, peer: Peer) => void, expected: string): Promise<void> =>
    withServer(answer(act), async (session) => {
      session.on("error", () => {});
      await assertRejects(() => textOf(session.request!({})), { message: expected });
    });
  await failing((stream, peer) => peer.send(frame(RST_STREAM, 0, stream, numbers(2))), "Stream closed with error code NGHTTP2_INTERNAL_ERROR");
  await failing((_, peer) => peer.send(frame(GOAWAY, 0, 0, numbers(0, 11))), "Session closed with error code NGHTTP2_ENHANCE_YOUR_CALM");
  await failing((stream, peer) => peer.send(frame(DATA, 0, stream + 2, Buffer.from("x"))), "Session closed with error code NGHTTP2_PROTOCOL_ERROR");
  await failing((stream, peer) => peer.send(frame(HEADERS, END_HEADERS, stream, Uint8Array.of(0xff))), "Session closed with error code NGHTTP2_COMPRESSION_ERROR");
  await failing((stream, peer) => peer.respond(stream, { "x-no": "status" }), "Stream closed with error code NGHTTP2_PROTOCOL_ERROR");
});

test("pings, settings, the order of the end", () =>
  withServer(
    (one, peer) => {
      if (one.type === PING && (one.flags & ACK) === 0) peer.send(frame(PING, ACK, 0, one.payload));
      if (one.type === HEADERS) peer.respond(one.stream, { ":status": "204" });
    },
    async (session) => {
      await once(session as never, "remoteSettings");
      assertEquals((session.remoteSettings as unknown as { maxConcurrentStreams: number }).maxConcurrentStreams, 2);
      const payload = await new Promise((resolve) => session.ping!(Buffer.from("12345678"), (_: unknown, _took: unknown, same: Buffer) => resolve(same.toString())));
      assertEquals(payload, "12345678");
      const stream = session.request!({});
      session.close!();
      assertThrows(() => session.request!({}), { code: "ERR_HTTP2_GOAWAY_SESSION" });
      assertEquals(await textOf(stream), "");
      await once(session as never, "close");
      assertThrows(() => session.request!({}), { code: "ERR_HTTP2_INVALID_SESSION" });
    },
  ));

test("what cannot be sent is refused", () =>
  withServer(
    () => {},
    async (session) => {
      for (const [headers, code] of [
        [{ connection: "close" }, "ERR_HTTP2_INVALID_CONNECTION_HEADERS"],
        [{ ":status": 200 }, "ERR_HTTP2_INVALID_PSEUDOHEADER"],
        [{ x: "a\r\nb" }, "ERR_INVALID_CHAR"],
        [{ "x y": "a" }, "ERR_INVALID_HTTP_TOKEN"],
        [{ ":method": "CONNECT" }, "ERR_HTTP2_CONNECT_AUTHORITY"],
      ] as const) {
        assertThrows(() => session.request!(headers), { code });
      }
      assertThrows(() => (http2 as unknown as Loose).createServer!(), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
    },
  ));

// RFC 7541, appendix C.
test("headers are read as they were compressed", () => {
  const read = (decoder: Decoder, hex: string): string => decoder.decode(Uint8Array.fromHex(hex)).map(([name, value]) => `${name}=${value}`).join(" ");
  const plain = new Decoder(4096, 65536);
  assertEquals(read(plain, "828684410f7777772e6578616d706c652e636f6d"), ":method=GET :scheme=http :path=/ :authority=www.example.com");
  assertEquals(read(plain, "828684be58086e6f2d6361636865"), ":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache");
  const coded = new Decoder(4096, 65536);
  assertEquals(read(coded, "828684418cf1e3c2e5f23a6ba0ab90f4ff"), ":method=GET :scheme=http :path=/ :authority=www.example.com");
  assertEquals(read(coded, "828684be5886a8eb10649cbf"), ":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache");
  for (const hex of ["ff", "be", "3fe25f", "4183ffffff", "0001"]) {
    assertThrows(() => new Decoder(4096, 65536).decode(Uint8Array.fromHex(hex)), CompressionError as never);
  }
  assertThrows(() => new Decoder(4096, 50).decode(encode([["a", "b".repeat(40)]], new Set())), CompressionError as never);
});
