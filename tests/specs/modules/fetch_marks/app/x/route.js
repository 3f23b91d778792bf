export const dynamic = "force-dynamic";
export const GET = () => Response.json([fetch.__nextPatched, fetch.__nextGetStaticStore().getStore()]);
