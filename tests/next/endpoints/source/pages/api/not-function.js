export default { handler: true };
