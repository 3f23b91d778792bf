// /api/theme: a cookie out (PUT), a cookie in (GET), a cookie gone (DELETE), by hand.

const THEMES = ['light', 'dark', 'system'];

export default function handler(req, res) {
  switch (req.method) {
    case 'GET':
      res.status(200).json({ theme: req.cookies.theme ?? 'system' });
      break;
    case 'PUT':
      choose(req.body?.theme, res);
      break;
    case 'DELETE':
      res.setHeader('Set-Cookie', 'theme=; Path=/; Max-Age=0');
      res.status(204).end();
      break;
    default:
      res.setHeader('Allow', ['GET', 'PUT', 'DELETE']);
      res.status(405).end();
  }
}

function choose(theme, res) {
  if (!THEMES.includes(theme)) return res.status(422).json({ error: `theme must be one of ${THEMES.join(', ')}` });
  res.setHeader('Set-Cookie', [`theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`, 'theme-set=1; Path=/api']);
  res.status(200).json({ theme });
}
