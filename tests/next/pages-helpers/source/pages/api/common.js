module.exports = (req, res) => res.send("common");
