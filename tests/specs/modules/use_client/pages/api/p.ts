import Button, { helper, more } from "../../lib/client";

export default function handler(req, res) {
  res.json([helper(1), more, Button()]);
}
