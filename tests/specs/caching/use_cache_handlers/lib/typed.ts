import { cacheLife, cacheTag } from "next/cache";

type Row<T> = { value: T; run: number };

let runs = 0;

export function table<T extends string>(name: T): (id: number, options?: { wide: boolean }) => Promise<Row<T>> {
  const prefix = `${name}:`;
  return async function read(id: number, { wide }: { wide: boolean } = { wide: false }): Promise<Row<T>> {
    "use cache";
    cacheTag(prefix, `${prefix}${id}`);
    cacheLife("brief");
    return { value: `${prefix}${id}${wide ? "w" : ""}` as unknown as T, run: ++runs };
  };
}
