export const runtime = "edge";
async function handle(request) { throw new Error(request.method); }
export { handle as GET, handle as POST, handle as OPTIONS };
