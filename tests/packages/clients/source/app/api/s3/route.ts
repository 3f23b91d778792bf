import { S3Client, PutObjectCommand, GetObjectCommand, ListObjectsV2Command, DeleteObjectCommand, NoSuchKey, S3ServiceException, paginateListObjectsV2, HeadObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createHash } from 'node:crypto';

const client = new S3Client({ region: 'eu-central-1', endpoint: process.env.UPSTREAM_URL, forcePathStyle: true, maxAttempts: 1 });

export async function GET() {
  const object = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'hello.txt' }));
  const stream = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'hello.txt' }));
  const bytes = Buffer.from(await stream.Body!.transformToByteArray());
  const web = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'hello.txt' }));
  const reader = web.Body!.transformToWebStream().getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const list = await client.send(new ListObjectsV2Command({ Bucket: 'bucket', MaxKeys: 2 }));
  const keys: unknown[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: 'bucket' })) keys.push(...page.Contents!.map((it) => [it.Key, it.Size, it.LastModified]));
  const missing = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'missing' })).catch((error) => ({ name: error.name, is: error instanceof NoSuchKey, service: error instanceof S3ServiceException, fault: error.$fault, status: error.$metadata.httpStatusCode, message: error.message }));
  return Response.json({ text: await object.Body!.transformToString(), type: object.ContentType, meta: object.Metadata, modified: object.LastModified, sha: createHash('sha1').update(bytes).digest('hex'), first: value!.length, list: [list.Name, list.KeyCount, list.IsTruncated], keys, missing });
}

export async function PUT(request: Request) {
  const body = Buffer.from(await request.arrayBuffer());
  let sent: any;
  client.middlewareStack.add((next) => async (args) => { const result: any = await next(args); sent = { request: (args.request as any).headers }; return result; }, { step: 'finalizeRequest', name: 'look', override: true, priority: 'low' });
  const put = await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'put.txt', Body: body, ContentType: 'text/plain', Metadata: { a: 'b' } }));
  await client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'put.txt' }));
  const head = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'hello.txt' }));
  const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: 'bucket', Key: 'a b.txt' }), { expiresIn: 60, signingDate: new Date(0) }));
  return Response.json({ etag: put.ETag, names: Object.keys(sent.request).sort(), head: head.ContentLength, path: url.pathname, query: [...url.searchParams].filter(([name]) => !/Signature|id$/i.test(name)) });
}
