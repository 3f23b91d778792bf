// node:readline on streams.

import { assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { PassThrough, Readable } from "waypost-internal:node/stream/stream";
import { createInterface } from "waypost-internal:node/readline/readline";
import { createInterface as createPromised } from "waypost-internal:node/readline/promises";

const from = (pieces: string[]): unknown => (Readable as unknown as { from(x: unknown): unknown }).from(pieces);
const pass = (): { write(x: string): void; end(): void } & object => new (PassThrough as never as new () => never)();

async function lines(pieces: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: from(pieces) })) found.push(line);
  return found;
}

test("lines end as text files end them", async () => {
  assertEquals(await lines(["a\nb\r\nc"]), ["a", "b", "c"]);
  assertEquals(await lines(["a\r", "\nb\n"]), ["a", "b"]);
  assertEquals(await lines(["a\n\n", "b"]), ["a", "", "b"]);
  assertEquals(await lines([]), []);
});

test("a question is answered by the next line", async () => {
  const input = pass();
  const asked = createPromised({ input, output: pass() });
  const answer = asked.question("name? ");
  input.write("Ada\n");
  assertEquals(await answer, "Ada");
  const controller = new AbortController();
  const second = asked.question("again? ", { signal: controller.signal });
  controller.abort();
  await assertRejects(() => second, { name: "AbortError" });
  asked.close();
});
