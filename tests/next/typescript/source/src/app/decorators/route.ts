import { seen, Service } from "@/lib/decorated";
export const dynamic = "force-dynamic";
export const GET = (): Response => {
  const service = new Service();
  return Response.json({ value: service.run(2), sealed: Object.isSealed(Service), seen: seen().slice(-1) });
};
