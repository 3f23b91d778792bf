export default () => { throw new Error("api"); };
