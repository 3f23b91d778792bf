import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import GitHub from 'next-auth/providers/github'

export const { handlers, auth, signIn, signOut } = NextAuth({
  trustHost: true,
  providers: [
    GitHub,
    Credentials({
      credentials: { username: {}, password: {} },
      authorize: async ({ username, password }) => (password === 'open' ? { id: '1', name: String(username), email: 'j@example.com' } : null),
    }),
  ],
  session: { strategy: 'jwt' },
  callbacks: {
    authorized: async ({ auth }) => !!auth,
    jwt: ({ token, user }) => (user ? { ...token, id: user.id } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: String(token.id) }, expires: 'later' as never }),
  },
})
