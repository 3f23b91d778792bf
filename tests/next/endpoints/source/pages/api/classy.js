class Handler { static handle(req, res) { res.json({ self: this === undefined }); } }
export default Handler.handle;
