// What crosses in one text must come apart where it was joined.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { BODY, SHARED_CELLS } from "waypost-internal:internal/turn/layout";
import { post, shareOutbox, takeText } from "waypost-internal:internal/turn/outbox";

test("half a surrogate pair does not join with the next answer", () => {
  shareOutbox(new Int32Array(SHARED_CELLS));
  post(0, 0, 200, 0, "", BODY.TEXT, "a\ud83d");
  post(1, 0, 200, 0, "", BODY.TEXT, "\ude00b");
  post(2, 0, 200, 0, "", BODY.TEXT, "\ud83d\ude00");
  post(3, 0, 200, 0, "", BODY.TEXT, "");
  assertEquals(takeText(), "a\ufffd\ude00b\ud83d\ude00");
});
