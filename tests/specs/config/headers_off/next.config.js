module.exports = () => ({ poweredByHeader: false, generateEtags: false, skipTrailingSlashRedirect: true });
