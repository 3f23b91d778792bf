export const contentType = "text/plain";
export default async function Image({ params }) { const { id } = await params; return new Response(`card of ${id}`, { headers: { "content-type": "text/plain" } }); }
