// EventSource beside the server of served.rs.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { EventSource } from "waypost-internal:web/eventsource/eventsource";
import { fetch } from "waypost-internal:web/fetch/fetch";

const server = `http://${(globalThis as unknown as { testServer: string }).testServer}`;

test("a lost connection is made anew, from the last event on, until the server says no", async () => {
  const source = new EventSource(`${server}/events`);
  const events: string[] = [];
  source.onopen = (): number => events.push(`open ${source.readyState}`);
  source.addEventListener("tick", (event) => {
    const { data, lastEventId, origin } = event as unknown as { data: string; lastEventId: string; origin: string };
    events.push(`${data}, ${lastEventId}, ${origin === server}`);
  });
  await new Promise<void>((resolve) => {
    source.onerror = (): void => {
      events.push(`error ${source.readyState}`);
      if (source.readyState === EventSource.CLOSED) resolve();
    };
  });
  assertEquals(events, ["open 1", "number 1, 1, true", "error 0", "open 1", "number 2, 2, true", "error 0", "error 2"]);
  assertEquals(await (await fetch(`${server}/ids`)).text(), ",1,2");
});

test("an answer of another kind ends it", async () => {
  const source = new EventSource(`${server}/ids`);
  await new Promise((resolve) => {
    source.onerror = resolve;
  });
  assertEquals(source.readyState, EventSource.CLOSED);
});

test("close is final, also while it waits", async () => {
  const source = new EventSource("http://127.0.0.1:2/");
  await new Promise((resolve) => {
    source.onerror = resolve;
  });
  assertEquals(source.readyState, EventSource.CONNECTING);
  source.close();
  assertEquals(source.readyState, EventSource.CLOSED);
});

test("arguments are checked", () => {
  assertThrows(() => new EventSource("no url"), { name: "SyntaxError" });
  const source = new EventSource(`${server}/slow`, { withCredentials: true });
  assertEquals([source.url, source.withCredentials], [`${server}/slow`, true]);
  source.close();
});
