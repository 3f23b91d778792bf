export default async function handler(req, res) {
  res.setHeader("x-kept", "1");
  switch (req.query.what) {
    case "error": throw new Error("boom");
    case "string": throw "str";
    case "status": throw Object.assign(new Error("teapot"), { statusCode: 418 });
    case "null": throw null;
    case "later": await new Promise((r) => setTimeout(r, 3)); throw new Error("later");
    case "after-write": res.write("begun"); throw new Error("late");
    case "after-end": res.end("done"); throw new Error("late");
    case "late-answer": setTimeout(() => res.send("late"), 10); return;
    case "returns": res.status(200).send("sent"); return { ignored: true };
  }
  res.status(400).end();
}
