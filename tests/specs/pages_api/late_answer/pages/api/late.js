export default function handler(req, res) {
  setTimeout(() => res.status(200).send("late"), 5);
}
