import { userAgent } from "next/server";
export const GET = (request) => {
  const { isBot, browser, os, device } = userAgent(request);
  return Response.json({ isBot, browser, os, device });
};
