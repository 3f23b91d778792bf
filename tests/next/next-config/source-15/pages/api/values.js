const { default: getConfig, setConfig } = require("next/config");

export default function handler(req, res) {
  res.json({ ...getConfig(), set: typeof setConfig });
}
