import '../../lib/upstream';
// pages/api/get-products.js
export default async function handler(req, res) {
    const response = await fetch('https://external-api.com/products');
    const rawProducts = await response.json();

    // Transform the data for the client
    const products = rawProducts.map(product => ({
        id: product.id,
        name: product.title,
        price: product.price,
        imageUrl: product.images[0].url
    }));

    res.status(200).json(products);
}
