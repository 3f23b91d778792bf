// pages/api/users/[id].js
export default async function handler(req, res) {
  const { id } = req.query;

  switch (req.method) {
    case 'GET':
      // Get user by ID
      break;
    case 'PUT':
      // Update user by ID
      break;
    case 'DELETE':
      // Delete user by ID
      break;
    default:
      res.setHeader('Allow', ['GET', 'PUT', 'DELETE']);
      res.status(405).end(`Method ${req.method} Not Allowed`);
  }
}
