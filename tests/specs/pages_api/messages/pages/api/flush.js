export default async function handler(req, res) {
  res.setHeader("x-a", "1");
  res.flushHeaders();
  const sent = res.headersSent;
  let error;
  try {
    res.setHeader("x-b", "2");
  } catch (thrown) {
    error = thrown.code;
  }
  const ok = res.write("a", "utf8", () => {});
  await new Promise((resolve) => setTimeout(resolve, 2));
  res.write(Buffer.from("b"));
  res.end(JSON.stringify({ sent, error, ok }));
}
