import { serialize } from "logs";

class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refused";
  }
}

function fail(): never {
  throw new Refused("not today");
}

function lines(stack: string | undefined): string[] {
  return (stack ?? "none").split("\n").map((line) => line.replace(process.cwd(), "."));
}

export async function GET() {
  const read: Record<string, unknown> = {};
  try {
    fail();
  } catch (error) {
    read.thrown = lines((error as Error).stack).slice(0, 2);
    read.again = (error as Error).stack === (error as Error).stack;
    read.logged = lines(serialize(error as Error).stack).slice(0, 2);
  }
  read.made = lines(new Error("made").stack).slice(0, 2);
  read.optional = lines((await Promise.reject(new TypeError("late")).catch((reason) => reason))?.stack)[0];

  const captured: { stack?: string } = {};
  Error.captureStackTrace(captured);
  read.captured = lines(captured.stack)[0];

  const own = new Error("own");
  own.stack = "kept as it is";
  read.own = own.stack;
  own.stack += "\n    at nowhere (file.js:1:1)";
  read.longer = own.stack;
  delete own.stack;
  read.deleted = typeof own.stack;

  const text = ((error: Error) => (error.cause as Error)?.stack ?? error.stack).toString();
  read.text = text;

  const list = { stack: [1] };
  list.stack.push(2);
  read.other = list.stack;
  return Response.json(read);
}
