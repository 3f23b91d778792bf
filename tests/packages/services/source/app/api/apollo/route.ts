import { startServerAndCreateNextHandler } from '@as-integrations/next';
import { ApolloServer } from '@apollo/server';
import type { NextRequest } from 'next/server';

const server = new ApolloServer<{ who: string | null }>({
  typeDefs: `#graphql
    type Book { title: String author: String }
    type Query { books(first: Int): [Book] who: String }
  `,
  resolvers: { Query: { books: (_: unknown, { first }: any) => [{ title: 'The Awakening', author: 'Kate Chopin' }, { title: 'City of Glass', author: 'Paul Auster' }].slice(0, first), who: (_: unknown, __: unknown, { who }) => who } },
});

const handler = startServerAndCreateNextHandler<NextRequest, { who: string | null }>(server, { context: async (req) => ({ who: req.headers.get('x-who') }) });

export async function GET(request: NextRequest) { return handler(request); }
export async function POST(request: NextRequest) { return handler(request); }
