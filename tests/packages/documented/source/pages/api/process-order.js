const orderId = 'order-1';
// pages/api/process-order.js
export default async function handler(req, res) {
  const { items, customerId } = req.body;
  // 1. Validate the items
  // 2. Calculate the total price
  // 3. Check customer's credit
  // 4. Create an order in the database
  // 5. Send a confirmation email
  res.status(200).json({ orderId: orderId });
}
