// /api/theme: a cookie out (PUT), a cookie in (GET), a cookie gone (DELETE), by hand.

const THEMES = ['light', 'dark', 'system'];

export default function handler(req, res) {
  switch (req.method) {
    case 'GET':
      return res.status(200).json({ theme: req.cookies.theme ?? 'system' });
    case 'PUT': {
      const theme = req.body?.theme;
      if (!THEMES.includes(theme)) return res.status(422).json({ error: `theme must be one of ${THEMES.join(', ')}` });
      res.setHeader('Set-Cookie', [`theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`, 'theme-set=1; Path=/api']);
      return res.status(200).json({ theme });
    }
    case 'DELETE':
      res.setHeader('Set-Cookie', 'theme=; Path=/; Max-Age=0');
      return res.status(204).end();
    default:
      res.setHeader('Allow', ['GET', 'PUT', 'DELETE']);
      return res.status(405).end();
  }
}
