const name = process.env.PLUGIN as string;

export const GET = async () => [await import(`../plugins/${name}`), require(name), require(`./fixed`), require("loads")];
