export default (req, res) => res.send("_helper");
