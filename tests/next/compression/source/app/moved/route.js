import { redirect } from "next/navigation";
export async function GET(request) { redirect(`/text?${"ab".repeat(request.url.length > 0 ? 600 : 0)}`); }
