// The helpers of `req` and `res` as properties of the objects themselves, where Next.js has them always.
//
// Express puts prototypes of its own under both objects, and what is inherited here would be gone: its `json`,
// `redirect` and `query` would answer, with other headers than Next.js sends. It links the objects to each other before
// it does so, with `res.req = req`, and that is what makes the helpers move. No other request pays for it. (`req.res = res`
// cannot be seen without a `res` in each request, by which libraries know that they were given both objects in one.)

import type { ApiRequest } from "waypost-internal:next/api_handler/api_request";
import type { ApiResponse } from "waypost-internal:next/api_handler/api_response";

/** Copies what the prototypes of an API route's request and response add to Node.js's; `ofResponses` is the latter. */
export function ownHelpers(request: ApiRequest, answer: ApiResponse, ofResponses: object): void {
  const ofRequest = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(request) as object) as PropertyDescriptorMap;
  // Without a body parser there is no `body` either, and one of a package finds nothing parsed.
  if (answer._route.bodyParser === null) delete ofRequest.body;
  Object.defineProperties(request, ofRequest);
  const ofAnswer = Object.getOwnPropertyDescriptors(ofResponses) as PropertyDescriptorMap;
  delete ofAnswer.req;
  Object.defineProperties(answer, ofAnswer);
}
