// A database in memory, shaped as the examples use it.
interface Post {
  id: string
  title: string
}
const posts = new Map<string, Post>()
let last = 0
export const db = {
  post: {
    async findMany() {
      return [...posts.values()]
    },
    async create({ data }: { data: Omit<Post, 'id'> }) {
      const post = { id: String(++last), ...data }
      posts.set(post.id, post)
      return post
    },
    async update({ where, data }: { where: { id: string }; data: Partial<Post> }) {
      const post = { ...posts.get(where.id)!, ...data }
      posts.set(where.id, post)
      return post
    },
    async delete({ where }: { where: { id: string } }) {
      posts.delete(where.id)
    },
  },
}
