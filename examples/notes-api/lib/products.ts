// The shop's products: what the supplier sends, cut down to what a shop window needs.

import { fromUpstream } from '@/lib/upstream';

/** A product as the supplier describes it. */
export interface SupplierProduct {
  sku: string;
  title: string;
  price_cents: number;
  images: { url: string; width: number }[];
  wholesale_cents: number;
}

/** A product as our clients see it. */
export interface Product {
  id: string;
  name: string;
  price: number;
  imageUrl: string | null;
}

export async function supplierProducts(): Promise<SupplierProduct[]> {
  return fromUpstream<SupplierProduct[]>('/upstream/products');
}

export function toProduct(raw: SupplierProduct): Product {
  return {
    id: raw.sku,
    name: raw.title,
    price: raw.price_cents / 100,
    imageUrl: raw.images[0]?.url ?? null,
  };
}
