import sgMail from '@sendgrid/mail';

sgMail.setApiKey('SG.key');
(sgMail as any).client.setDefaultRequest('baseUrl', `${process.env.UPSTREAM_URL}/`);

export async function POST() {
  const [response] = await sgMail.send({ to: 'test@example.com', from: 'test@example.com', subject: 'Sending is fun', text: 'and easy', html: '<strong>and easy</strong>' });
  const failure = await (sgMail as any).client.request({ method: 'GET', url: '/missing' }).catch((error: any) => ({ code: error.code, message: error.message, body: error.response.body }));
  const [echoed] = await (sgMail as any).client.request({ method: 'POST', url: '/v3/echo', body: { a: 1 } });
  return Response.json({ status: response.statusCode, id: response.headers['x-message-id'], failure, echoed: [echoed.body.url, echoed.body.body, echoed.body.headers.authorization] });
}
