export default (_req: unknown, res: any) => res.send("foo.test");
