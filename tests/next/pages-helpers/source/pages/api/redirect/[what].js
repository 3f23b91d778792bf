export default function handler(req, res) {
  try {
    switch (req.query.what) {
      case "plain": return res.redirect("/x?y=1");
      case "301": return res.redirect(301, "/moved");
      case "308": return res.redirect(308, "https://example.com/");
      case "303": return res.redirect(303, "/see");
      case "200": return res.redirect(200, "/odd");
      case "string": return res.redirect("301", "/x");
      case "none": return res.redirect();
      case "number": return res.redirect(302);
      case "unicode": return res.redirect("/caf%C3%A9");
      case "after": res.setHeader("x-a", "1"); return res.redirect("/x");
    }
  } catch (error) { return res.status(422).send(error.message); }
  res.status(400).end();
}
