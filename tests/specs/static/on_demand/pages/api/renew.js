export default async function handler(request, response) {
  const { path, only } = request.query;
  try {
    await response.revalidate(path, only === undefined ? undefined : { unstable_onlyGenerated: true });
    response.json({ renewed: path });
  } catch (error) {
    response.status(422).json({ error: error.message });
  }
}
