import { permanentRedirect, redirect } from "next/navigation";
async function answer(request) {
  await request.text();
  if (request.nextUrl.searchParams.has("permanent")) permanentRedirect("/done");
  redirect("/done");
}
export { answer as POST, answer as PUT };
