export default (req, res) => res.send("fine");
