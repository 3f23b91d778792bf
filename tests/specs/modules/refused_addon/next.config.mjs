export default { serverExternalPackages: ["image-addon"] };
