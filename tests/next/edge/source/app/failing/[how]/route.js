export const runtime = "edge";
async function handle(request, context) {
  const { how } = await context.params;
  if (how === "throw") throw new Error("it fails");
  if (how === "value") return "text";
  if (how === "error") return Response.error();
  if (how === "late") return new Response(new ReadableStream({ pull(controller) { controller.error(new Error("late")); } }));
  return new Response(how);
}
export { handle as GET, handle as POST, handle as OPTIONS, handle as DELETE };
