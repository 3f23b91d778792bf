export default (req, res) => res.send("hello");
