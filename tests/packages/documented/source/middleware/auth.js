// middleware/auth.js

export function authenticate(req, res, next) {
  const { authorization } = req.headers;
  if (authorization === 'Bearer my-secret-token') {
    next();
  } else {
    res.status(401).json({ message: 'Unauthorized' });
  }
}
