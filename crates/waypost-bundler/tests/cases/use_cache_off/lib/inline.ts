export async function inline() {
  "use cache: remote";
  return 1;
}
