import { createSchema, createYoga } from 'graphql-yoga';

interface NextContext { params: Promise<Record<string, string>> }

const { handleRequest } = createYoga<NextContext>({
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query { greetings(name: String): String, fails: Int, slow: [Item!]! }
      type Item { id: ID!, label: String }
      type Mutation { add(label: String!): Item }
      type Subscription { countdown(from: Int!): Int! }
    `,
    resolvers: {
      Query: { greetings: (_, { name }) => `This is the greetings field, ${name ?? 'you'}`, fails: () => { throw new Error('secret'); }, slow: async () => [{ id: 1, label: 'one' }] },
      Mutation: { add: (_, { label }) => ({ id: 2, label }) },
      Subscription: { countdown: { async *subscribe(_, { from }) { for (let i = from; i >= 0; i--) yield { countdown: i }; } } },
    },
  }),
  graphqlEndpoint: '/api/graphql',
  fetchAPI: { Response },
  logging: false,
});

export { handleRequest as GET, handleRequest as POST, handleRequest as OPTIONS };
