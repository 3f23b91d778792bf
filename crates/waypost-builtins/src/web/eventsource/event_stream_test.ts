// The format of event streams: the standard's examples, pieces, bounds.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { EventStreamParser, type StreamEvent } from "waypost-internal:web/eventsource/event_stream";

function events(...pieces: string[]): StreamEvent[] {
  const found: StreamEvent[] = [];
  const parser = new EventStreamParser((event) => found.push(event));
  for (const piece of pieces) parser.push(piece);
  return found;
}

const message = (data: string, lastEventId = "", type = "message"): StreamEvent => ({ type, data, lastEventId });

test("the examples of the standard", () => {
  assertEquals(events("data: YHOO\ndata: +2\ndata: 10\n\n"), [message("YHOO\n+2\n10")]);
  assertEquals(events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"), [
    message("first event", "1"),
    message("second event"),
    message(" third event"),
  ]);
  assertEquals(events("data\n\ndata\ndata\n\ndata:"), [message(""), message("\n")]);
  assertEquals(events("data:test\n\ndata: test\n\n"), [message("test"), message("test")]);
});

test("lines end in three ways, also across pieces", () => {
  const expected = [message("a"), message("b\nc")];
  assertEquals(events("data: a\r\rdata: b\r\ndata: c\n\n"), expected);
  assertEquals(events("data: a\r", "\n\r", "\ndata: b\r", "data: c\n", "\n"), expected);
  assertEquals(events(..."data: a\r\n\r\ndata: b\ndata: c\n\n"), expected);
});

test("types, ids and pauses", () => {
  assertEquals(events("event: add\ndata: 1\n\ndata: 2\n\n"), [message("1", "", "add"), message("2")]);
  assertEquals(events("id: 7\n\ndata: 1\n\nid: a\0b\ndata: 2\n\n"), [message("1", "7"), message("2", "7")]);
  const parser = new EventStreamParser(() => undefined);
  parser.push("retry: 12x\n\n");
  assertEquals(parser.retry, undefined);
  parser.push("retry: 250\nid: 9\n\nid: 10\n");
  assertEquals([parser.retry, parser.lastEventId], [250, "9"]);
});

test("an event cannot grow without end", () => {
  const parser = new EventStreamParser(() => undefined);
  const piece = `data: ${"x".repeat(1 << 20)}\n`;
  assertThrows(() => {
    for (let i = 0; i < 20; i++) parser.push(piece);
  }, RangeError);
});
