export const config = { api: { responseLimit: "1kb" } };
export default (req, res) => res.send("x".repeat(2000));
