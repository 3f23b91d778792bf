export const revalidate = 3600;
export default function sitemap() { return [{ url: "https://a.com/" }]; }
