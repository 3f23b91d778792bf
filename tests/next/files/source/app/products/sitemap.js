export async function generateSitemaps() { return [{ id: 0 }, { id: 1 }]; }
export default async function sitemap({ id }) { const at = await id; return [{ url: `https://a.com/products/${at}` }]; }
