import { eq } from 'drizzle-orm';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { currentUser } from '@/lib/auth';
import { database, products } from '@/lib/db';
import { ordersOf, placeOrder, type Order } from '@/lib/orders';

const typeDefs = /* GraphQL */ `
  type Product {
    id: Int!
    name: String!
    cents: Int!
    stock: Int!
  }
  type Order {
    id: Int!
    quantity: Int!
    cents: Int!
    status: String!
    product: Product!
  }
  type Query {
    products(inStock: Boolean): [Product!]!
    product(id: Int!): Product
    orders: [Order!]!
  }
  type Mutation {
    placeOrder(productId: Int!, quantity: Int!): Order!
  }
`;

async function productOf(id: number) {
  const { db } = await database();
  const [product] = await db.select().from(products).where(eq(products.id, id));
  return product ?? null;
}

async function requireUser() {
  const user = await currentUser();
  if (!user) throw new GraphQLError('log in first', { extensions: { code: 'UNAUTHENTICATED' } });
  return user;
}

const resolvers = {
  Query: {
    products: async (_: unknown, { inStock }: { inStock?: boolean }) => {
      const { db } = await database();
      const rows = await db.select().from(products).orderBy(products.id);
      return inStock === undefined ? rows : rows.filter((row) => row.stock > 0 === inStock);
    },
    product: (_: unknown, { id }: { id: number }) => productOf(id),
    orders: async () => ordersOf((await requireUser()).id),
  },
  Mutation: {
    placeOrder: async (_: unknown, { productId, quantity }: { productId: number; quantity: number }) => {
      if (quantity < 1 || quantity > 100) throw new GraphQLError('order between 1 and 100');
      const order = await placeOrder((await requireUser()).id, productId, quantity);
      if (order === 'sold out') throw new GraphQLError('not enough of it is left');
      return order;
    },
  },
  Order: { product: (order: Order) => productOf(order.productId) },
};

const { handleRequest } = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  graphqlEndpoint: '/api/graphql',
  fetchAPI: { Response },
});

const handler = (request: Request): Promise<Response> => Promise.resolve(handleRequest(request, {}));

export { handler as GET, handler as POST };
