import * as process from "process";

export default function handler(request, response) {
  response.json({ colour: process.env.colour ?? null, kind: typeof process.cwd });
}
