import { createClient } from '@supabase/supabase-js';

const supabase = createClient(process.env.UPSTREAM_URL!, 'anon', { auth: { persistSession: false } });

export async function GET() {
  const { data, error, count } = await supabase.from('countries').select('id,name', { count: 'exact' }).eq('name', 'Albania').order('id').limit(2);
  const echo = await supabase.from('echo').insert({ a: 1 }).select();
  const signed = await supabase.auth.signInWithPassword({ email: 'a@b.c', password: 'x' });
  return Response.json({ data, error, count, echo: (echo.data as any)?.url, signed: { user: signed.data.user, message: signed.error?.message, status: signed.error?.status } });
}
