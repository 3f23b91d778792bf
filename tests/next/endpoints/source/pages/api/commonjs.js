exports.default = (req, res) => res.json({ commonjs: true });
