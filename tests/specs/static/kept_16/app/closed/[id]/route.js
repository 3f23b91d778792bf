export const dynamicParams = false;
export const generateStaticParams = () => [{ id: "a" }];
export const GET = async (_request, { params }) => new Response((await params).id);
