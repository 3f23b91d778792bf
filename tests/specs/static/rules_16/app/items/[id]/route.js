export const generateStaticParams = () => [{ id: "a" }];
let made = 0;
export async function GET(request, { params }) {
  made += 1;
  return Response.json({ made, id: (await params).id, path: request.nextUrl.pathname });
}
