module.exports = async function handler(req, res) {
  res.json({ body: String(req.body) });
};
module.exports.config = { api: { bodyParser: false } };
