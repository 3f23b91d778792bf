export default function handler(req, res) {
  res.json({ preview: req.preview ?? null, data: req.previewData, draft: req.draftMode ?? null });
}
