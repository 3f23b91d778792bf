export function GET(request) {
  console.log("waiting");
  request.signal.addEventListener("abort", () => console.log("aborted", request.signal.reason.name));
  return new Promise(() => {});
}
