export default "edge";
