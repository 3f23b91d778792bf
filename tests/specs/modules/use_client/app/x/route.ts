import Button, { LIMIT, helper, type Props } from "../../lib/client";
import * as all from "../../lib/client";

const outcome = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
};

export function GET() {
  const props: Props = { a: 1 };
  return Response.json({
    props,
    kinds: [typeof Button, typeof LIMIT, typeof helper],
    names: Object.keys(all).sort(),
    called: outcome(() => helper(1)),
    rendered: outcome(() => Button()),
    reference: [String((helper as any).$$typeof), (helper as any).$$id, (helper as any).$$async],
    ran: (globalThis as any).clientRan ?? false,
  });
}
