// What msw, nock and tracing do.
import fs from "node:fs";
import http from "node:http";

const patched = http as unknown as Record<string, unknown>;
patched.get = () => "patched get";
(fs as unknown as Record<string, unknown>).existsSync = () => "patched existsSync";
