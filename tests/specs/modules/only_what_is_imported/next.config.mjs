export default { serverExternalPackages: ['outside'] };
