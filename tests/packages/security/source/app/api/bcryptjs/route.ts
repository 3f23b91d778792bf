import bcrypt from 'bcryptjs';

export async function POST(request: Request) {
  const { password, hash } = await request.json();
  const made = await bcrypt.hash(password, 6);
  const salted = bcrypt.hashSync(password, '$2b$06$abcdefghijklmnopqrstuu');
  return Response.json({ salted, matches: [await bcrypt.compare(password, made), bcrypt.compareSync('other', made), await bcrypt.compare(password, hash)], rounds: bcrypt.getRounds(made), length: made.length });
}
