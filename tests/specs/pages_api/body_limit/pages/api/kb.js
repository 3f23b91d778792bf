export const config = { api: { bodyParser: { sizeLimit: "500kb" } } };
export default (req, res) => res.send("read");
