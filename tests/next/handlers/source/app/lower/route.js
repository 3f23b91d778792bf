export async function get() { return new Response("lower"); }
export async function POST() { return new Response("p"); }
