import { createMcpHandler } from 'mcp-handler'
import { z } from 'zod'

const handler = createMcpHandler((server) => {
  server.registerTool(
    'add',
    { title: 'Add', description: 'Adds two numbers.', inputSchema: z.object({ a: z.number().int(), b: z.number().int() }) },
    async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  )
})

export { handler as GET, handler as POST }
