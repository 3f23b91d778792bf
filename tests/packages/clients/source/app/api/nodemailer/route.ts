import nodemailer from 'nodemailer';

const transporter = nodemailer.createTransport({ host: '127.0.0.1', port: Number(process.env.SMTP_PORT), secure: false, auth: { user: 'user', pass: 'pass' }, name: 'client.test' });

export async function POST() {
  const verified = await transporter.verify();
  const info = await transporter.sendMail({
    from: '"Maddison Foo Koch" <maddison53@ethereal.email>', to: 'bar@example.com, baz@example.com', subject: 'Hello ✔', text: 'Hello world?', html: '<b>Hello world?</b>',
    messageId: '<fixed@example.com>', date: new Date(0), attachments: [{ filename: 'a.txt', content: 'attached' }, { filename: 'b.bin', content: Buffer.from([0, 1, 255]), cid: 'b' }], boundary: undefined, baseBoundary: 'base',
  } as any);
  const wrong = await nodemailer.createTransport({ host: '127.0.0.1', port: Number(process.env.SMTP_PORT), name: 'c', auth: { user: 'user', pass: 'no' } }).sendMail({ from: 'a@b.c', to: 'd@e.f', text: 'x' }).catch((error) => [error.code, error.responseCode, error.command, error.message]);
  const refused = await nodemailer.createTransport({ host: '127.0.0.1', port: 1 }).sendMail({ from: 'a@b.c', to: 'd@e.f' }).catch((error) => [error.code, error.syscall, error.command]);
  return Response.json({ verified, accepted: info.accepted, rejected: info.rejected, messageId: info.messageId, envelope: info.envelope, response: info.response, wrong, refused });
}

export async function GET() {
  const streamed = await nodemailer.createTransport({ streamTransport: true, newline: 'unix', buffer: true }).sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'üñí', text: 'a long line '.repeat(12) + 'é', messageId: '<x@y>', date: new Date(0), baseBoundary: 'base', icalEvent: { content: 'BEGIN:VCALENDAR' } } as any);
  const json = await nodemailer.createTransport({ jsonTransport: true }).sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 's', messageId: '<x@y>', date: new Date(0) });
  const dkim = await nodemailer.createTransport({ streamTransport: true, buffer: true, pool: false }).sendMail({ from: 'a@example.com', to: 'b@example.com', text: 't', messageId: '<x@y>', date: new Date(0) });
  return Response.json({ message: String(streamed.message), json: JSON.parse(json.message as string), dkim: String(dkim.message).length });
}
