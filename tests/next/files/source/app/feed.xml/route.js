export const dynamic = "force-static";
export const GET = () => new Response("<feed/>", { headers: { "content-type": "application/xml" } });
