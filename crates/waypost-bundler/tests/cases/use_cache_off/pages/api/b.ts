// Means nothing here.
export default async function handler() {
  "use cache";
}
