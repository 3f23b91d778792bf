import "../../lib/throws";
export default (req, res) => res.send("never");
