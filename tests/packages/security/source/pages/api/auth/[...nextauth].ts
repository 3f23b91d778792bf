import NextAuth, { type NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import GithubProvider from 'next-auth/providers/github';

export const authOptions: NextAuthOptions = {
  providers: [
    GithubProvider({ clientId: 'id', clientSecret: 'secret' }),
    CredentialsProvider({
      name: 'Credentials',
      credentials: { username: { label: 'Username', type: 'text' }, password: { label: 'Password', type: 'password' } },
      async authorize(credentials) {
        return credentials?.password === 'open' ? { id: '1', name: credentials.username, email: 'j@example.com' } : null;
      },
    }),
  ],
  session: { strategy: 'jwt' },
  callbacks: {
    async jwt({ token, user }) { return user ? { ...token, id: user.id } : token; },
    async session({ session, token }) { return { user: { ...session.user, id: token.id }, expires: 'later' }; },
  },
};

export default NextAuth(authOptions);
