import { Transform } from "node:stream";
import { createContext, runInContext } from "node:vm";

const user = {};

function street() {
  return user.address.street;
}

async function later() {
  await null;
  return street();
}

const ways = {
  try() {
    try {
      street();
    } catch (error) {
      return error.message;
    }
  },
  pattern() {
    try {
      street();
    } catch ({ name, message: text = "none" }) {
      return `${name}: ${text}`;
    }
  },
  async awaited() {
    try {
      return await later();
    } catch (error) {
      return String(error);
    }
  },
  rejection: () => later().catch((error) => error.message),
  settled: async () => (await Promise.allSettled([later(), 1]))[0].reason.message,
  compiled: () =>
    [
      new Function("user", "try { user.address.street } catch (error) { return error.message }")(user),
      eval("try { user.address.street } catch (error) { error.message }"),
      runInContext("try { missing() } catch (error) { error.name }", createContext({})),
    ].join("; "),
  callback: () =>
    new Promise((resolve) => {
      const stream = new Transform({ transform: () => street() });
      try {
        stream.write("x");
      } catch (error) {
        resolve(error.message);
      }
    }),
  emitter: () =>
    new Promise((resolve) => {
      const source = new Transform({
        final: (done) => later().then(() => done(), done),
      });
      source.on("error", (error) => resolve(error.message));
      source.end();
    }),
  circle() {
    const value = { list: [] };
    value.list.push({ value });
    try {
      return Response.json(value);
    } catch (error) {
      return error.message;
    }
  },
  bigint() {
    try {
      JSON.stringify({ id: 1n });
    } catch (error) {
      return error.message;
    }
  },
  user() {
    try {
      throw new TypeError("undefined is not an object");
    } catch (error) {
      return error.message;
    }
  },
};

export async function GET(request, { params }) {
  const { way } = await params;
  return new Response(await ways[way]());
}
