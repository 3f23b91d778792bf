export default async function handler(req, res) {
  const options = req.query.only === undefined ? undefined : { unstable_onlyGenerated: true };
  try {
    const value = await res.revalidate(req.query.path, options);
    res.json({ done: true, value: typeof value });
  } catch (error) {
    res.status(422).send(error.message);
  }
}
