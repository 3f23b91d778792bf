export function onRequestError(error) {
  console.log("told", error.message);
}
