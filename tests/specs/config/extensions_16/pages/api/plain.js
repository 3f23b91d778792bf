export default (req, res) => res.send("plain.js");
