/** A route of this server, without a look at the request. */
export const at = (name) => `http://127.0.0.1:${process.env.PORT}/count/${name}`;

export async function read(name, init) {
  try {
    return await (await fetch(at(name), init)).json();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

/** What three calls in a row get. */
export async function three(name, init) {
  return [await read(name, init), await read(name, init), await read(name, init)];
}

/** Reads until something else comes, as long as that may take. */
export async function changed(read) {
  const before = JSON.stringify(await read());
  for (let i = 0; i < 10_000; i++) {
    const now = await read();
    if (JSON.stringify(now) !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return "nothing changed";
}
