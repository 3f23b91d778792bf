export const GET = () => new Response("<rss/>", { headers: { "content-type": "application/rss+xml" } });
