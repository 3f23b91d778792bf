import { Webhooks } from '@octokit/webhooks';

const webhooks = new Webhooks({ secret: 'mysecret' });
const seen: string[] = [];
webhooks.on('issues.opened', ({ id, payload }) => { seen.push(`${id} ${payload.issue.title}`); });
webhooks.onAny(({ name }) => { seen.push(`any ${name}`); });
webhooks.onError((error) => { seen.push(`error ${error.message}`); });

export async function POST(request: Request) {
  const payload = await request.text();
  const signature = request.headers.get('x-hub-signature-256') ?? (await webhooks.sign(payload));
  seen.length = 0;
  try {
    await webhooks.verifyAndReceive({ id: request.headers.get('x-github-delivery')!, name: 'issues', payload, signature });
    return Response.json({ seen, signature });
  } catch (error) {
    return Response.json({ message: error.message, seen }, { status: 400 });
  }
}
