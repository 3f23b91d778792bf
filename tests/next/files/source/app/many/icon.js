export function generateImageMetadata() { return [{ id: "small", contentType: "text/plain", size: { width: 1, height: 1 } }, { id: "big", contentType: "text/plain" }]; }
export default async function Icon({ id }) { return new Response(`icon ${await id}`, { headers: { "content-type": "text/plain" } }); }
