export const config = { api: { bodyParser: false } };
export default (req, res) => { req.pipe(res); };
