import { neon, neonConfig } from '@neondatabase/serverless';
import { connect } from '@planetscale/database';

neonConfig.fetchEndpoint = `${process.env.UPSTREAM_URL}/neon`;

export async function GET() {
  const sql = neon('postgres://user:pass@db.example.com/neondb');
  const rows = await sql`SELECT * FROM posts WHERE id = ${7}`;
  const planet = connect({ host: 'planet.test', username: 'u', password: 'p', fetch: (url: string, init: any) => fetch(`${process.env.UPSTREAM_URL}/planet${new URL(url).pathname}`, init) } as any);
  const results = await planet.execute('select 1 from dual where 1=?', [1]);
  return Response.json({ rows, planet: results.rows, fields: results.fields.length });
}
