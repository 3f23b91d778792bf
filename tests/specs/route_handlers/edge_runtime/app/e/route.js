export const runtime = "edge";
export const GET = () => Response.json({ message: "Hello from Edge", edge: typeof EdgeRuntime, runtime: process.env.NEXT_RUNTIME });
