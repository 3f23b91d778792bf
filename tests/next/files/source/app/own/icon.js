export const contentType = "image/svg+xml";
export const size = { width: 1, height: 1 };
export default function Icon() { return new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } }); }
