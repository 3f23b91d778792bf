// Mail to customers: by SMTP, or into a file when no server is configured.

import { appendFile, mkdir } from 'node:fs/promises';
import { createTransport } from 'nodemailer';

const url = process.env.SMTP_URL;
const transport = url ? createTransport(url) : createTransport({ jsonTransport: true });

export async function send(to: string, subject: string, text: string): Promise<void> {
  const sent = await transport.sendMail({ from: process.env.MAIL_FROM, to, subject, text });
  if (url) return;
  await mkdir('data', { recursive: true });
  await appendFile('data/outbox.jsonl', `${(sent as unknown as { message: string }).message}\n`);
}
