export default (req, res) => res.send("a/b");
