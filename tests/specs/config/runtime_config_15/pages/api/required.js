const { default: getConfig, setConfig } = require("next/config");

export default (req, res) => res.json([Object.keys(getConfig()), typeof setConfig]);
