module.exports = async (phase) => ({
  serverRuntimeConfig: { phase, secret: process.env.SECRET, call: () => "called" },
  publicRuntimeConfig: { shown: true },
});
