import * as navigation from "next/navigation";
import { cookies } from "next/headers";
const { redirect, permanentRedirect, notFound, RedirectType } = navigation;
async function answer(request, context) {
  const { what } = await context.params;
  switch (what) {
    case "redirect": redirect("/to?x=1"); break;
    case "absolute": redirect("https://example.com/x"); break;
    case "push": redirect("/to", RedirectType.push); break;
    case "permanent": permanentRedirect("/to"); break;
    case "missing": notFound(); break;
    case "cookie": (await cookies()).set("a", "1"); redirect("/to"); break;
    case "cookie-missing": (await cookies()).set("a", "1"); notFound(); break;
    case "caught": try { redirect("/to"); } catch (error) { return Response.json({ digest: error.digest, message: error.message }); } break;
    case "caught-missing": try { notFound(); } catch (error) { return Response.json({ digest: error.digest }); } break;
    case "later": await new Promise((r) => setTimeout(r, 3)); redirect("/to"); break;
    case "unicode": redirect("/tö?é=1"); break;
  }
  return new Response("stayed");
}
export { answer as GET, answer as POST };
