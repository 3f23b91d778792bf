import { buildSchema, graphql, parse, print, validate, GraphQLObjectType, GraphQLSchema, GraphQLString, printSchema, introspectionFromSchema, execute } from 'graphql';

const schema = buildSchema('type Query { hello(name: String = "you"): String!, list: [Int] }');

export async function POST(request: Request) {
  const { query, variables } = await request.json();
  const rootValue = { hello: ({ name }: any) => `Hello ${name}!`, list: async () => [1, Promise.resolve(2)] };
  const result = await graphql({ schema, source: query, rootValue, variableValues: variables });
  const coded = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString, resolve: () => 'A' } } }) });
  return Response.json({ result, printed: print(parse('{a  b(c:1)}')), invalid: validate(schema, parse('{ nothing }')).map(String), schema: printSchema(coded), types: introspectionFromSchema(coded).__schema.types.length, coded: await execute({ schema: coded, document: parse('{a}') }) });
}
