import { data } from "../../../lib/faults";

async function street() {
  return data().user.address.street;
}

const ways = {
  catch: () => street().catch((error) => error.message),
  then: () => street().then(undefined, ({ message }) => message),
  settled: async () => (await Promise.allSettled([street()]))[0].reason.message,
  race: () => Promise.race([street()]).catch(({ message }) => message),
  any: () => Promise.any([street()]).catch((error) => error.errors[0].message),
  async pattern() {
    try {
      return await street();
    } catch ({ name, message }) {
      return `${name}: ${message}`;
    }
  },
  async rethrown() {
    try {
      try {
        await street();
      } finally {
        await null;
      }
    } catch (error) {
      return new Error("failed", { cause: error }).cause.message;
    }
  },
  async compiled() {
    return new Function("data", "try { return data.user.address.street } catch (error) { return error.message }")(data());
  },
  constructed: () => new Promise(() => data().none.id).catch((error) => error.message),
  stream: async () => {
    const stream = new ReadableStream({
      pull: () => data().none.id,
    });
    try {
      await stream.getReader().read();
    } catch (error) {
      return error.message;
    }
  },
  text: async () => (() => { try { return 1; } catch (error) { return error; } }).toString().includes(".E("),
};

export async function GET(request, { params }) {
  const { how } = await params;
  return Response.json({ message: await ways[how]() });
}
