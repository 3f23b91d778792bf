export default function handler(req, res) {
  try {
    switch (req.query.what) {
      case "draft": return res.setDraftMode({ enable: true }).json({});
      case "undraft": return res.setDraftMode({ enable: false }).json({});
      case "set": return res.setPreviewData({ a: 1 }).json({});
      case "set-options": return res.setPreviewData("x", { maxAge: 60, path: "/p" }).json({});
      case "set-large": return res.setPreviewData("x".repeat(3000)).json({});
      case "clear": return res.clearPreviewData().json({});
      case "clear-twice": return res.clearPreviewData().clearPreviewData().json({});
      case "clear-path": return res.clearPreviewData({ path: "/p" }).json({});
      case "kept": res.setHeader("Set-Cookie", "own=1"); return res.setDraftMode({ enable: true }).json({});
      case "show": return res.json({ preview: req.preview ?? "absent", data: req.previewData ?? "absent", draft: req.draftMode ?? "absent" });
      case "blind": return res.json({ blind: true });
    }
  } catch (error) { return res.status(422).send(error.message); }
  res.status(400).end();
}
