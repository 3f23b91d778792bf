// Runs after testharness.js: tells the runner what the tests say.
(function (record, finish) {
  "use strict";
  // idlharness.js asks for the kind of global to know which interfaces to expect.
  Object.defineProperty(globalThis, "DedicatedWorkerGlobalScope", {
    value: { [Symbol.hasInstance]: () => true },
    configurable: true,
  });
  const text = (value) => (value === null || value === undefined ? "" : String(value).toWellFormed());
  const words = ["", "failed", "timed out", "was not run"];
  const PRECONDITION_FAILED = 4;
  globalThis.add_test_state_callback((test) => record(text(test.name), "", false));
  globalThis.add_result_callback((test) => {
    const failure = test.status === 0 ? "" : `${words[test.status]}: ${text(test.message)}`;
    record(text(test.name), test.status === PRECONDITION_FAILED ? "(optional)" : failure, true);
  });
  globalThis.add_completion_callback((_tests, status) => {
    finish(status.status === 0 || status.status === PRECONDITION_FAILED ? "" : `harness: ${text(status.message)}`);
  });
})
