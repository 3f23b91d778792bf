const ways = {
  json: async (request) => Response.json({ got: await request.json() }),
  text: async (request) => Response.json({ text: await request.text(), body: request.body === null }),
  arrayBuffer: async (request) => Response.json({ bytes: [...new Uint8Array(await request.arrayBuffer())] }),
  async blob(request) {
    const blob = await request.blob();
    return Response.json({ type: blob.type, size: blob.size, text: await blob.text() });
  },
  bytes: async (request) => Response.json({ bytes: [...(await request.bytes())] }),
  async stream(request) {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of request.body) text += decoder.decode(chunk, { stream: true });
    return Response.json({ text, used: request.bodyUsed });
  },
  async twice(request) {
    await request.text();
    return Response.json(await request.text());
  },
  formData: async (request) => Response.json([...(await request.formData()).keys()]),
};
async function handle(request, { params }) {
  try {
    return await ways[(await params).how](request);
  } catch (error) {
    return Response.json({ error: error.name, message: error.message }, { status: 400 });
  }
}
export { handle as GET, handle as POST };
