export default "server";
