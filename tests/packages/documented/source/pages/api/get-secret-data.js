import '../../lib/upstream';
// pages/api/get-secret-data.js (Server-side)
export default async function handler(req, res) {
  const apiKey = process.env.MY_SECRET_API_KEY; // Safe on the server
  const response = await fetch(`https://api.example.com/data?apiKey=${apiKey}`);
  const data = await response.json();
  res.status(200).json(data);
}
