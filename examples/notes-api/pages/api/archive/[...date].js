// GET /api/archive/2026, /api/archive/2026/02, /api/archive/2026/02/03: posts by day, month or year.

import { postsOn } from '@/lib/posts';

const PARTS = [/^\d{4}$/, /^(0[1-9]|1[0-2])$/, /^(0[1-9]|[12]\d|3[01])$/];

export default function handler(req, res) {
  const { date } = req.query;
  const valid = date.length <= PARTS.length && date.every((part, index) => PARTS[index].test(part));
  if (!valid) return res.status(400).json({ error: 'expected a year, a month and a day, such as 2026/02/03' });
  const posts = postsOn(date.join('-'));
  res.status(200).json({ date, posts: posts.map(({ id, title, published }) => ({ id, title, published })) });
}
