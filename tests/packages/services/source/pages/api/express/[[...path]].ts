import express from 'express';

const app = express();
app.disable('etag');
app.use((req, res, next) => { res.setHeader('x-mid', 'dle'); next(); });
app.get('/api/express/users/:id', (req, res) => { res.json({ params: req.params, query: req.query, ip: typeof req.ip, type: req.get('x-type') ?? null }); });
app.post('/api/express', express.json(), (req, res) => { res.status(201).send({ body: req.body }); });
app.get('/api/express/redirect', (req, res) => { res.redirect(302, '/elsewhere'); });
app.get('/api/express/fails', () => { throw Object.assign(new Error('no'), { status: 409 }); });
app.use((req, res) => { res.status(404).type('text').send('nothing here'); });
app.use((error: any, req: any, res: any, next: any) => { res.status(error.status ?? 500).json({ message: error.message }); });

export const config = { api: { bodyParser: false, externalResolver: true } };
export default app;
