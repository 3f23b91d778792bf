export const GET = () => [
  __dirname,
  import.meta.url,
  new URL("./data.bin", import.meta.url),
  require("../../../lib/location"),
];
