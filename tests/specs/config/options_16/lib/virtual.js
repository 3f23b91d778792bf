export default "an alias";
