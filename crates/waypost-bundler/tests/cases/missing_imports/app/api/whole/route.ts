import peer from "with-peer";

let optional: unknown;
try {
  optional = require("not-installed");
} catch {
  optional = undefined;
}
export const GET = () => [peer, optional];
