export default function handler(request) {
  throw new Error(`pages boom ${request.body.a}`);
}
