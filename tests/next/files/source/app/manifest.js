export default function manifest() { return { name: "N", short_name: "n", icons: [{ src: "/i.png", sizes: "1x1", type: "image/png" }] }; }
