export default (req, res) => { res.setHeader("x-method", req.method); res.status(200).json({ method: req.method }); };
