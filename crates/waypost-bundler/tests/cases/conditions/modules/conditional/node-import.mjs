export default "node";
