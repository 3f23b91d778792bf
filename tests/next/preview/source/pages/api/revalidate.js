export default async function handler(req, res) { try { await res.revalidate(req.query.path); res.json({ done: true }); } catch (error) { res.status(422).send(error.message); } }
