const outside = require("outside");
import { once } from "inside";

export default function handler(request, response) {
  response.json({ kind: outside.kind, count: outside.count(), inside: once });
}
