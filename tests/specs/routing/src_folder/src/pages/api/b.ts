export default (_: unknown, res: { send(text: string): void }) => res.send("pages");
