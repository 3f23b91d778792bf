export default "re-exported";
