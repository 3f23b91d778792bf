import { Auth, type AuthConfig } from '@auth/core';
import Credentials from '@auth/core/providers/credentials';
import Google from '@auth/core/providers/google';

const config: AuthConfig = {
  basePath: '/api/authcore',
  secret: process.env.NEXTAUTH_SECRET,
  trustHost: true,
  providers: [
    Google({ clientId: 'id', clientSecret: 'secret' }),
    Credentials({
      credentials: { username: {}, password: {} },
      authorize: ({ username, password }) => (password === 'open' ? { id: '1', name: String(username) } : null),
    }),
  ],
  callbacks: { session: ({ session }) => ({ ...session, expires: 'later' as any }) },
};

const handler = (request: Request) => Auth(request, config);
export { handler as GET, handler as POST };
