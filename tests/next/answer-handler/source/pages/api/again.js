export default async function handler(req, res) {
  try {
    await res.revalidate(req.query.path, { unstable_onlyGenerated: req.query.only === "1" });
    res.send("done");
  } catch (error) {
    res.status(500).send(error.message);
  }
}
