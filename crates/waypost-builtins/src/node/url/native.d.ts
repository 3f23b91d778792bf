// The native parts of node:url.

/** The ASCII form of a domain; empty when it is not valid. */
export function op_url_legacy_to_ascii(domain: string): string;
export function op_url_legacy_to_unicode(domain: string): string;
