/** @type {import('next').NextConfig} */
module.exports = {
  // knex requires the driver of each database it knows, installed or not; typeorm requires the one
  // it needs by an expression.
  serverExternalPackages: ['knex', 'typeorm'],
  typescript: { ignoreBuildErrors: true },
}
