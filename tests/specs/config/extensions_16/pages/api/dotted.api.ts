export default (req: unknown, res: { send(text: string): void }) => res.send("dotted.api.ts");
