export default function handler(req, res) {
  switch (req.query.kind) {
    case "default":
      return res.redirect("/x?y=1");
    case "301":
      return res.redirect(301, "https://example.com/");
    case "text":
      return res.redirect("301", "/x");
    case "odd":
      return res.redirect(299, "/odd");
    default:
      try {
        res.redirect();
      } catch (error) {
        res.status(500).send(error.message);
      }
  }
}
