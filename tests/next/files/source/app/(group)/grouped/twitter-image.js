export const contentType = "text/plain";
export default function Image() { return new Response("twitter", { headers: { "content-type": "text/plain" } }); }
