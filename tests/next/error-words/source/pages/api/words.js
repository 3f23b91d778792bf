import { data, faults } from "../../lib/faults";

export default function handler(req, res) {
  try {
    res.json({ value: String(faults[req.query.name](data())) });
  } catch ({ message }) {
    res.status(500).json({ message });
  }
}
