// Plays the supplier's price list. Our API calls it over HTTP, as it would the real one.

import type { SupplierProduct } from '@/lib/products';

const PRODUCTS: SupplierProduct[] = [
  { sku: 'nb-a5', title: 'Notebook A5, dotted', price_cents: 1290, images: [image('nb-a5')], wholesale_cents: 610 },
  { sku: 'pen-f', title: 'Fountain pen, fine nib', price_cents: 3495, images: [image('pen-f')], wholesale_cents: 1720 },
  { sku: 'ink-50', title: 'Ink, 50 ml', price_cents: 850, images: [], wholesale_cents: 300 },
];

export function GET(): Response {
  return Response.json(PRODUCTS);
}

function image(sku: string): { url: string; width: number } {
  return { url: `https://images.example.com/${sku}.jpg`, width: 800 };
}
