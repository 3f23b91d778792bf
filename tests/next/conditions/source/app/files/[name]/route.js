export const GET = async (request, { params }) => new Response((await params).name);
