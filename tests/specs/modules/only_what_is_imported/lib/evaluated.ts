// What was evaluated in this worker, in order.
const list: string[] = ((globalThis as any).evaluated ??= []);
export const answer = () => Response.json(list);
