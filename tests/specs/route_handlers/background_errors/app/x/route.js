export async function GET() {
  Promise.reject(new Error("lost rejection"));
  setTimeout(() => {
    throw new Error("thrown in a timer");
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  return new Response("still here");
}
