// The ops of web/url.

declare module "waypost-native:web/url" {
  /** https://url.spec.whatwg.org/#concept-host-parser for a host that is not opaque; undefined when invalid. */
  export function op_url_host(host: string): string | undefined;
  /** https://url.spec.whatwg.org/#concept-domain-to-ascii; empty when invalid. */
  export function op_url_domain_to_ascii(domain: string): string;
  /** https://url.spec.whatwg.org/#concept-domain-to-unicode; empty when invalid. */
  export function op_url_domain_to_unicode(domain: string): string;
}
