export default (req, res) => res.json([fetch.__nextPatched, typeof fetch.__nextGetStaticStore().getStore()]);
