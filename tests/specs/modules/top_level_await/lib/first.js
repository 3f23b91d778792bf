export const first = await (async () => "first")();
