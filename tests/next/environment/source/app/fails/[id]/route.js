export async function POST() { throw new Error("handler"); }
