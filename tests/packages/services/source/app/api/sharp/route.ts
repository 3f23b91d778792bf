export async function GET() {
  const { default: sharp } = await import('sharp');
  const image = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).png().toBuffer({ resolveWithObject: true });
  return Response.json(image.info);
}
