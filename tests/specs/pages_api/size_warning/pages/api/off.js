export const config = { api: { responseLimit: false } };
export default (req, res) => res.send("x".repeat(2000));
