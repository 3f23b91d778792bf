import { Resend } from 'resend';

const resend = new Resend('re_123', { baseUrl: process.env.UPSTREAM_URL } as any);

export async function POST() {
  process.env.RESEND_BASE_URL ??= process.env.UPSTREAM_URL;
  const { data, error } = await resend.emails.send({ from: 'Acme <onboarding@resend.dev>', to: ['delivered@resend.dev'], subject: 'Hello world', html: '<p>it works!</p>', tags: [{ name: 'a', value: 'b' }] });
  const failure = await resend.domains.list();
  return Response.json({ data, error, failure: { data: failure.data, error: failure.error } });
}
