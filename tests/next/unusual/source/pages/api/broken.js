if (process.env.NEXT_PHASE !== "phase-production-build") throw new Error("broken module");
export default function handler(req, res) { res.end("never"); }
