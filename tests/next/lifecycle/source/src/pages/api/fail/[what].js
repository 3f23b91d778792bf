const ways = {
  throw: () => { throw new RangeError("thrown in pages"); },
  reject: () => Promise.reject("text"),
  after: (req, res) => { res.send("sent"); throw new Error("after it was sent"); },
  body: (req, res) => res.json(req.body),
  revalidate: async (req, res) => { await res.revalidate("no-slash"); },
};
export default function handler(req, res) {
  return ways[req.query.what](req, res);
}
