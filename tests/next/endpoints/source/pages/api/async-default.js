const handler = await Promise.resolve((req, res) => res.json({ awaited: true }));
export default handler;
