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
      case "set-zero": return res.setPreviewData({}, { maxAge: 0, path: "" }).json({});
      case "set-nothing": return res.setPreviewData(undefined).json({});
      case "set-after": res.setHeader("Set-Cookie", ["own=1", "two=2"]); return res.setPreviewData(null).clearPreviewData().json({});
      case "kinds": return res.json({ status: res.setDraftMode({}) === res, preview: res.setPreviewData(1) === res, clear: res.clearPreviewData() === res });
      case "assign": req.previewData = { b: 2 }; return res.json({ preview: req.preview, data: req.previewData, draft: req.draftMode });
      case "unbound": { const { setDraftMode, clearPreviewData } = res; setDraftMode(); clearPreviewData(); return res.json({ keys: ["preview", "previewData", "draftMode"].map((name) => name in req) }); }
      case "show": return res.json({ preview: req.preview ?? "absent", data: req.previewData ?? "absent", draft: req.draftMode ?? "absent" });
      case "blind": return res.json({ blind: true });
    }
  } catch (error) { return res.status(422).send(error.message); }
  res.status(400).end();
}
