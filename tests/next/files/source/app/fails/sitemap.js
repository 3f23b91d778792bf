export const dynamic = "force-dynamic";
export default function sitemap() { throw new Error("no map"); }
