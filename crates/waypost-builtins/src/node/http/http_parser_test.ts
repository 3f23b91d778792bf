// node:_http_common: `HTTPParser` as `process.binding("http_parser")` of Node.js has it.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { HTTPParser } from "waypost-internal:node/http/http_parser";

type Loose = any;

function reading(type: number): { parser: Loose; log: unknown[] } {
  const parser = new HTTPParser() as Loose;
  const log: unknown[] = [];
  parser.initialize(type, {});
  for (let callback = 0; callback <= 4; callback++) {
    parser[callback] = (...args: unknown[]): void => void log.push([callback, ...args.map((one) => (Buffer.isBuffer(one) ? String(one) : one))]);
  }
  return { parser, log };
}

test("a request with chunks and trailers, then what is none", () => {
  const { parser, log } = reading(HTTPParser.REQUEST);
  const bytes = Buffer.from("POST /x HTTP/1.1\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: q\r\n\r\n");
  assertEquals(parser.execute(bytes), bytes.length);
  assertEquals(log, [
    [0],
    [2, 1, 1, ["A", "b", "Transfer-Encoding", "chunked"], 3, "/x", undefined, undefined, false, true],
    [3, "abc"],
    [1, ["T", "q"], "/x"],
    [4],
  ]);
  const { code, message, bytesParsed } = parser.execute(Buffer.from("bad\r\n\r\n"));
  assertEquals([code, message, bytesParsed], ["HPE_INVALID_METHOD", "Parse Error", 0]);
});

test("an answer, a body that is skipped, one that ends too early", () => {
  const whole = reading(HTTPParser.RESPONSE);
  whole.parser.execute(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
  assertEquals(whole.log, [[0], [2, 1, 1, ["Content-Length", "2"], undefined, undefined, 200, "OK", false, true], [3, "hi"], [4]]);
  assertEquals(whole.parser.finish(), undefined);

  const { parser, log } = reading(HTTPParser.RESPONSE);
  parser[HTTPParser.kOnHeadersComplete] = (): number => 1;
  parser.execute(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
  assertEquals(log, [[0], [4]]);

  const short = reading(HTTPParser.RESPONSE);
  short.parser.execute(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"));
  assertEquals(short.parser.finish().code, "HPE_INVALID_EOF_STATE");
});
