export const get = () => new Response("never");
export default () => new Response("never");
