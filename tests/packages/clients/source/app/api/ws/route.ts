import WebSocket, { WebSocketServer } from 'ws';

export async function GET() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket, request) => {
    socket.send(`hello ${request.url}`);
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  const { port } = server.address() as any;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/path`, { perMessageDeflate: true });
  const seen: string[] = [];
  const closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve([code, String(reason)])));
  socket.on('message', (data, binary) => {
    seen.push(binary ? `${(data as Buffer).length} bytes` : String(data));
    if (seen.length === 1) { socket.send('text'); socket.send(Buffer.alloc(70_000)); socket.send('x'.repeat(2000)); }
    if (seen.length === 4) socket.close(1000, 'done');
  });
  const how = await closed;
  server.close();
  return Response.json({ seen: seen.map((it) => it.slice(0, 40)), how });
}
