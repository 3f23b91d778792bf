export const revalidate = 60;
export const GET = () => new Response("timed");
