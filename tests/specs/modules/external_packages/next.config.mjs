export default { serverExternalPackages: ["outside", "outside-esm"] };
