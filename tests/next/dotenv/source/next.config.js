module.exports = {
  env: { FROM_CONFIG: "config", CONFIG_OF_ENV: `made of ${process.env.FROM_BOTH}`, CONFIG_PLAIN: process.env.PLAIN, FROM_ENV_ONLY: "config instead", NUMBER_CONFIG: String(7) },
};
