export default function sitemap() {
  return [
    { url: "https://a.com/<&>\"'", alternates: { languages: { es: "https://a.com/es", de: "https://a.com/de" } }, priority: 0, changeFrequency: "never" },
    { url: "https://a.com/i", images: ["https://a.com/1.jpg", "https://a.com/2.jpg"] },
    { url: "https://a.com/v", videos: [{ title: "t & t", thumbnail_loc: "https://a.com/t.jpg", description: "d", duration: 3, family_friendly: "yes", tag: "one" }] },
  ];
}
