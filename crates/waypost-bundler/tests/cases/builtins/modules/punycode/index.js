exports.isPackage = true;
