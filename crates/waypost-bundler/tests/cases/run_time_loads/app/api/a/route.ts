const name = process.env.PLUGIN as string;

export const GET = async () => [await import(`../plugins/${name}`), require(name), require(`./fixed`), require("loads")];

// Nothing to say of these.
export const POST = async () => [await import(/* webpackIgnore: true */ name), await import(/* turbopackIgnore: true */ "late")];
