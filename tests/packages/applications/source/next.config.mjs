export default {
  typescript: { ignoreBuildErrors: true },
  // Routes answer with the names of classes.
  experimental: { serverMinification: false },
};
